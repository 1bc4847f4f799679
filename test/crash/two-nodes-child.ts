// One of two nodes over one state in PostgreSQL. Its clock is what its parent says. At each look it runs what is due, which
// puts a message for each due time into the outbox, and sends what is there by writing the message's id to a file of its own.
import { createScheduler } from '../../src/scheduler/index.ts'
import { manualWorld } from '../../src/scheduler/testing.ts'
import { openState } from '../../src/state/index.ts'
import { postgresPlace } from '../postgres/shared.ts'
import { follow, sendAll, stepUntil } from './followers.ts'
import { JOBS, LEASE_SECONDS, LOST, TIME_ZONE } from './two-nodes.ts'

const [url = '', sentFile = '', owner = '', now = '', dieAt = '', work = ''] = process.argv.slice(2)
const step = stepUntil(dieAt)
const world = manualWorld(now)
const state = await openState(await postgresPlace(url), world)
const holder = { owner, leaseSeconds: LEASE_SECONDS }

const jobs = JOBS.map(({ id, at }) => ({
  id,
  at,
  timeZone: TIME_ZONE,
  missed: 'all' as const,
  attempts: 1,
  async run({ run }: { run: { id: string; dueAt: string } }) {
    step()
    for (let turn = 0; turn < Number(work); turn++) await state.jobs.run(run.id)
    const key = { report: id, recipient: 'head', channel: 'file', edition: run.dueAt, part: 'text-1' }
    await state.outbox.add([{ ...key, order: 1, body: {}, run: run.id }])
    step()
    return null
  },
}))
const scheduler = createScheduler({ jobs, state, ...holder }, world)

follow(world, state, async () => {
  await scheduler.runDue()
  await state.outbox.recover(LOST)
  await sendAll(state, holder, sentFile, step)
})
