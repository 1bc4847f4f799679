// Receives and loads what came without pause, until its parent kills it.
import { openTill } from './till.ts'

const [folder = '', instant = ''] = process.argv.slice(2)
const till = await openTill({ folder, settings: { requestsPerMinute: 10_000_000 } })
till.world.set(instant)
till.inbox.startLoading(() => till.sync())
process.stdout.write(`${till.url}\n`)
