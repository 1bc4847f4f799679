// Sends what the outbox gives out, by writing each part's id to a file; ends itself with SIGKILL at a step, if it is told one.
import { openState } from '../../src/state/index.ts'
import { pinnedWorld } from '../pinned-world.ts'
import { sendAll, stepUntil } from './followers.ts'

const [file = '', sentFile = '', owner = '', now = '', dieAt = ''] = process.argv.slice(2)
const state = await openState({ file }, pinnedWorld(now))
await sendAll(state, { owner, leaseSeconds: 60 }, sentFile, stepUntil(dieAt))
await state.close()
