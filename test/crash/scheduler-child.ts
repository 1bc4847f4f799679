// One of several processes over one state. Its clock is what its parent says; each run is written down when it begins and ends.
import { appendFileSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { createScheduler } from '../../src/scheduler/index.ts'
import { manualWorld } from '../../src/scheduler/testing.ts'
import { openState } from '../../src/state/index.ts'
import { follow, stepUntil } from './followers.ts'
import { SCHEDULES, TIME_ZONE } from './schedules.ts'

const [file = '', runsFile = '', name = '', now = '', dieAt = ''] = process.argv.slice(2)
const live = stepUntil(dieAt)
const step = async () => {
  live()
  await turn()
}

const world = manualWorld(now)
const state = await openState({ file }, world)
const jobs = SCHEDULES.map(({ id, at }) => ({
  id,
  at,
  timeZone: TIME_ZONE,
  missed: 'all' as const,
  attempts: 1,
  async run({ run }: { run: { dueAt: string } }) {
    await step()
    appendFileSync(runsFile, `begin ${id} ${run.dueAt} ${name}\n`)
    await step()
    appendFileSync(runsFile, `end ${id} ${run.dueAt} ${name}\n`)
    await step()
    return null
  },
}))
const scheduler = createScheduler({ jobs, state, owner: name, leaseSeconds: 30 }, world)

follow(world, state, () => scheduler.runDue())
