import { afterEach, beforeEach, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { createScheduler, type Job } from '../scheduler/index.ts'
import type { Sample } from '../server/index.ts'
import type { State } from '../state/index.ts'
import { holder, part, SAID, stateFolder } from '../state/testing.ts'
import type { Workspace } from '../workspace/index.ts'
import { dataFacts, deskFacts } from './facts.ts'

const SIX = '2024-01-01T06:00:00.000Z'
const world = pinnedWorld(SIX)
let folder: ReturnType<typeof stateFolder>
let state: State

beforeEach(async () => {
  world.set(SIX)
  folder = stateFolder()
  state = await folder.open(world)
})
afterEach(() => folder.remove())

const hourly = (id: string): Job => ({
  id,
  at: '0 * * * *',
  timeZone: 'UTC',
  missed: 'latest',
  attempts: 1,
  run: async () => null,
})
const seconds = (at: string) => Date.parse(at) / 1000

/** What a group tells, as it would be written. */
const written = (samples: readonly Sample[] | undefined) =>
  Object.fromEntries(
    (samples ?? []).map(({ name, labels = {}, value }) => [[name, ...Object.values(labels)].join(' '), value]),
  )

test('a schedule is late when its time passed a minute ago and nobody has taken it, unless it is paused', async () => {
  const jobs = ['taken', 'left', 'paused'].map(hourly)
  const facts = deskFacts(state, jobs, createScheduler({ jobs, state }, world), world)
  for (const { id } of jobs) await state.jobs.firstSeen(id)
  world.set('2024-01-01T07:02:00Z')
  await state.jobs.claim({ job: 'taken', dueAt: '2024-01-01T07:00:00Z', trigger: 'schedule' }, holder('a'))
  await state.jobs.pause('paused', 'owner')

  expect(written(await facts['schedules']?.())).toEqual({
    'svodka_schedule_late taken': 0,
    'svodka_schedule_late left': 1,
    'svodka_schedule_late paused': 0,
    'svodka_schedule_paused taken': 0,
    'svodka_schedule_paused left': 0,
    'svodka_schedule_paused paused': 1,
    ...Object.fromEntries(
      jobs.map(({ id }) => [`svodka_schedule_next_due_timestamp_seconds ${id}`, seconds('2024-01-01T08:00:00Z')]),
    ),
  })
})

test('a schedule that is due just now is not late', async () => {
  const jobs = [hourly('left')]
  const facts = deskFacts(state, jobs, createScheduler({ jobs, state }, world), world)
  await state.jobs.firstSeen('left')

  world.set('2024-01-01T07:00:59Z')

  expect(written(await facts['schedules']?.())).toMatchObject({ 'svodka_schedule_late left': 0 })
})

test('the outbox is told by channel and state, with when the oldest waiting part was made', async () => {
  const facts = deskFacts(state, [], createScheduler({ jobs: [], state }, world), world)
  await state.outbox.add([part('text-1')])
  const sent = await state.outbox.claim(holder('a'))
  await state.outbox.settle(sent?.id ?? '', 'a', { state: 'sent', receipt: '1' })
  world.set('2024-01-01T06:30:00Z')
  await state.outbox.add([part('text-2', 2), part('text-1', 1, { channel: 'email' })])
  await state.notices.open('source:desk', SAID)

  expect(written(await facts['outbox']?.())).toMatchObject({
    'svodka_outbox_parts telegram sent': 1,
    'svodka_outbox_parts telegram waiting': 1,
    'svodka_outbox_parts telegram unknown': 0,
    'svodka_outbox_parts email waiting': 1,
    'svodka_outbox_oldest_waiting_timestamp_seconds telegram': seconds('2024-01-01T06:30:00Z'),
  })
  expect(written(await facts['troubles']?.())).toEqual({ svodka_troubles_open: 1 })
})

test('lag is told by part of each stream, and the vendor is asked every 30 seconds at most', async () => {
  let messages = 5
  const ingest = {
    lag: async (source: string) => [
      { stream: 'orders', messages, parts: [{ name: `${source}-0`, messages }] },
      { stream: 'ratings', messages: 2, parts: [] },
    ],
  }
  const source = { id: 'bus', definition: { lag: ingest.lag }, settings: {} }
  const workspace = { dataFolder: '', sources: [source] } as unknown as Workspace
  const facts = dataFacts({ workspace, ingest, warehouse: {} as never, inbox: { of: () => undefined } }, world)
  const lag = async () => written(await facts['lag']?.())

  const first = await lag()
  messages = 9
  world.set('2024-01-01T06:00:29Z')
  const soon = await lag()
  world.set('2024-01-01T06:00:30Z')

  expect(first).toEqual({
    'svodka_source_lag_messages bus orders bus-0': 5,
    'svodka_source_lag_messages bus ratings ': 2,
  })
  expect(soon).toEqual(first)
  expect(await lag()).toMatchObject({ 'svodka_source_lag_messages bus orders bus-0': 9 })
})

test('what was posted and waits is told by stream, with when the oldest came', async () => {
  const definition = { streams: () => [{ name: 'orders' }, { name: 'ratings' }] }
  const workspace = { dataFolder: '', sources: [{ id: 'till', definition, settings: {} }] } as unknown as Workspace
  const waiting = async (stream: string) =>
    stream === 'orders' ? { requests: 3, rows: 30, since: SIX } : { requests: 0, rows: 0, since: undefined }
  const inbox = { of: () => ({ waiting, address: () => '', take: () => [] as never }) }
  const facts = dataFacts({ workspace, inbox, warehouse: {} as never, ingest: { lag: async () => [] } }, world)

  expect(written(await facts['waiting']?.())).toEqual({
    'svodka_source_waiting_batches till orders': 3,
    'svodka_source_waiting_rows till orders': 30,
    'svodka_source_oldest_batch_timestamp_seconds till orders': seconds(SIX),
    'svodka_source_waiting_batches till ratings': 0,
    'svodka_source_waiting_rows till ratings': 0,
  })
})
