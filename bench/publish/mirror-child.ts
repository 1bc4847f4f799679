// Publishes once, in a process of its own, and says what memory that took.
import { publish } from '../../src/publish/index.ts'
import { openPayments, targetOf, world } from './warehouse.ts'

const [url = '', folder = '', rows = ''] = process.argv.slice(2)
const warehouse = await openPayments(folder, Number(rows))
const { signal } = new AbortController()
await publish(targetOf(url, 'mart.payments'), { warehouse, folder, signal }, world)
await warehouse.close()
process.stdout.write(String(process.resourceUsage().maxRSS / 1024))
