// Syncs one workspace and says when it begins and ends; its parent kills it somewhere between.
import { openCrashDesk } from './desk.ts'

const [folder = '', url = ''] = process.argv.slice(2)
const workspace = await openCrashDesk(folder, url)
let looks = 0
// the clock moves at every look, so that a batch is loaded every few pages
workspace.world.now = () => new Date(Date.parse('2024-01-02T00:00:00Z') + looks++ * 2000)
process.stdout.write('began\n')
const { isComplete } = await workspace.sync()
process.stdout.write(isComplete ? 'ended\n' : 'failed\n')
await workspace.warehouse.close()
