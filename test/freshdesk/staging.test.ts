import { afterEach, expect, test } from 'vitest'
import { startFreshdeskSandbox } from '../../src/sandbox/index.ts'
import { NOW, openDeskWorkspace } from '../desk-workspace.ts'
import { smallDesk } from '../small-desk.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** A synced workspace of a desk that answers one list with these records. */
async function received(list: string, records: readonly unknown[], settings: Record<string, unknown> = {}) {
  const sandbox = await startFreshdeskSandbox(smallDesk(0, 0), { rateLimits: 'off' }, () => new Date(NOW))
  closing.push(() => sandbox.close())
  sandbox.faults.add({
    when: ({ path, query }) => path === `/api/v2/${list}` && !query.has('filter'),
    fault: { kind: 'body', change: () => records },
  })
  const workspace = await openDeskWorkspace([{ url: sandbox.url, settings }])
  closing.push(workspace.close)
  await workspace.sync()
  return workspace
}

const at = (day: number) => `2023-05-0${day}T00:00:00Z`

const REOPENED = [
  { id: 1, status: 2, stats: { resolved_at: at(2), reopened_at: at(3), status_updated_at: at(3) } },
  { id: 2, status: 4, stats: { resolved_at: at(4), reopened_at: at(3), status_updated_at: at(4) } },
  { id: 3, status: 4, stats: { resolved_at: at(2), reopened_at: at(3), status_updated_at: at(5) } },
  { id: 4, status: 5, stats: { resolved_at: at(2), reopened_at: at(3), status_updated_at: at(6), closed_at: at(6) } },
  { id: 5, status: 5, stats: { closed_at: at(6) } },
  { id: 6, status: 2, stats: null },
].map((ticket) => ({ priority: 1, created_at: at(1), updated_at: at(7), ...ticket }))

const RESOLVED = 'select ticket_id, resolved_at from staging.desk__support_ticket order by ticket_id'

test('a resolution before the last reopening does not count', async () => {
  const { rows } = await received('tickets', REOPENED)

  expect((await rows(RESOLVED)).map((row) => row['resolved_at'])).toEqual([null, at(4), at(5), at(6), at(6), null])
})

test('resolution: vendor leaves resolved_at as it was sent', async () => {
  const { rows } = await received('tickets', REOPENED, { resolution: 'vendor' })

  expect((await rows(RESOLVED)).map((row) => row['resolved_at'])).toEqual([at(2), at(4), at(2), at(2), null, null])
})

test('answers of both scales become scores from -1 to 1; an answer of neither is rejected, not guessed', async () => {
  const answers = [103, 102, 101, 100, -101, -102, -103, 1, 2, 3, 7]
  const { rows, warehouse } = await received(
    'surveys/satisfaction_ratings',
    answers.map((answer, id) => ({
      id,
      ticket_id: id,
      agent_id: null,
      created_at: at(1),
      ratings: { default_question: answer },
    })),
  )

  const scores = (
    await rows('select round(score, 4) as score from staging.desk__support_rating order by rating_id::int')
  ).map((row) => row['score'])
  expect(scores).toEqual([1, 0.6667, 0.3333, 0, -0.3333, -0.6667, -1, 1, 0, -1])
  expect((await warehouse.rejected({})).rows).toMatchObject([{ stream: 'ratings', reason: 'score is empty' }])
})

test('names of codes come from the ticket fields, whatever signs they hold; the four priorities are called alike everywhere', async () => {
  const { rows } = await received('ticket_fields', [
    {
      id: 1,
      type: 'default_status',
      choices: { 2: ['Открыт', 'В работе'], 12: ['Ждём "Ромашку"', 'x'], 13: 'Одно имя' },
    },
    { id: 2, type: 'default_source', choices: { Почта: 1, "Бот 'Маша'": 31 } },
    { id: 3, type: 'default_priority', choices: { Низкий: 1, Особый: 7 } },
    { id: 4, type: 'default_ticket_type', choices: ['Question', 'Problem'] },
    { id: 5, type: 'custom_text', name: 'cf_x' },
  ])

  const names = (entity: string) => rows(`select code, name from staging.desk__support_${entity} order by code::int`)
  expect(await names('status')).toEqual([
    { code: '2', name: 'Открыт' },
    { code: '12', name: 'Ждём "Ромашку"' },
    { code: '13', name: 'Одно имя' },
  ])
  expect(await names('channel')).toEqual([
    { code: '1', name: 'Почта' },
    { code: '31', name: "Бот 'Маша'" },
  ])
  expect(await names('priority')).toEqual([
    { code: '1', name: 'Low' },
    { code: '7', name: 'Особый' },
  ])
})

test('an agent without a name is called by the e-mail; without either the row is rejected', async () => {
  const { rows, warehouse } = await received('agents', [
    { id: 1, contact: { name: '  ', email: 'anna@example.com' } },
    { id: 2, contact: { name: 'Борис', email: null } },
    { id: 3, contact: null },
  ])

  expect(await rows('select agent_id, name from staging.desk__support_agent order by 1')).toEqual([
    { agent_id: '1', name: 'anna@example.com' },
    { agent_id: '2', name: 'Борис' },
  ])
  expect((await warehouse.rejected({})).rows).toMatchObject([{ stream: 'agents', reason: 'name is empty' }])
})
