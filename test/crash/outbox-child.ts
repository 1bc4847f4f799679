// Sends what the outbox gives out, by writing each part's id to a file; ends itself with SIGKILL at a step, if it is told one.
import { appendFileSync } from 'node:fs'
import { openState } from '../../src/state/index.ts'
import { pinnedWorld } from '../pinned-world.ts'

const [file = '', sentFile = '', owner = '', now = '', dieAt = ''] = process.argv.slice(2)
let steps = 0
const step = () => {
  steps += 1
  if (steps === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
}

const state = await openState({ file }, pinnedWorld(now))
for (;;) {
  const row = await state.outbox.claim({ owner, leaseSeconds: 60 })
  step()
  if (!row) break
  await state.outbox.onWire(row.id, owner)
  step()
  appendFileSync(sentFile, `${row.id}\n`)
  step()
  await state.outbox.settle(row.id, owner, { state: 'sent', receipt: owner })
  step()
}
await state.close()
