import { expect, test } from 'vitest'
import { silentLog } from '../base/index.ts'
import type { SendRequest } from '../delivery/index.ts'
import type { JobDue } from '../scheduler/index.ts'
import type { Workspace } from '../workspace/index.ts'
import { makeJobs } from './jobs.ts'

const schedule = (more: object = {}) => ({
  id: 'desk.morning',
  report: 'desk.morning',
  at: '45 8 * * *',
  to: ['head'],
  missed: 'latest' as const,
  pictures: true,
  files: [],
  ...more,
})

/** What a schedule would send at an instant. */
async function sentAt(
  settings: ReturnType<typeof schedule>,
  dueAt: string,
  trigger: 'schedule' | 'person' = 'schedule',
): Promise<SendRequest | undefined> {
  const sent: SendRequest[] = []
  const workspace = { timeZone: 'Europe/Moscow', sync: [], reports: [settings], publish: [] } as unknown as Workspace
  const [job] = makeJobs(workspace, {
    sync: () => Promise.reject(new Error('not asked')),
    publish: () => Promise.reject(new Error('not asked')),
    async send(request) {
      sent.push(request)
      return { parts: { waiting: 0, sending: 0, sent: 1, unknown: 0, failed: 0, cancelled: 0 }, problems: [] }
    },
  })
  const world = { now: () => new Date(dueAt), sleep: async () => {}, fetch: globalThis.fetch, log: silentLog }
  const run = { id: 'run-1', dueAt, trigger } as JobDue['run']
  await job?.run({ run, world, signal: new AbortController().signal })
  return sent[0]
}

test('the date of a report is the day on the wall of its zone, and its edition is the date', async () => {
  // 00:30 in Moscow is the evening before in UTC
  const request = await sentAt(schedule({ at: '30 0 * * *' }), '2023-12-31T21:30:00.000Z')

  expect(request).toMatchObject({ date: '2024-01-01', edition: '2024-01-01', to: ['head'], run: 'run-1' })
})

test('the second time of a day is an edition of its own', async () => {
  const twice = schedule({ at: '45 8,18 * * *' })

  expect((await sentAt(twice, '2024-01-01T05:45:00.000Z'))?.edition).toBe('2024-01-01')
  expect((await sentAt(twice, '2024-01-01T15:45:00.000Z'))?.edition).toBe('2024-01-01T18:45')
})

test('a second schedule of the same report does not stand in the way of the first', async () => {
  const evening = schedule({ id: 'evening', at: '45 18 * * *' })

  expect((await sentAt(evening, '2024-01-01T15:45:00.000Z'))?.edition).toBe('2024-01-01 evening')
})

test('a person who runs a schedule sends the edition of the day, so that nothing goes twice', async () => {
  expect((await sentAt(schedule(), '2024-01-01T10:12:13.000Z', 'person'))?.edition).toBe('2024-01-01')
})
