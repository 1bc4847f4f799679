// Reads the sales of a shop under the limits of its process, and says what was wrong and how many sales there are.
import { openFolderAt } from './shop.ts'

const [folder = '', at = ''] = process.argv.slice(2)
const open = await openFolderAt(folder).open(at)
const fault = await open.sync()
const sales = await open.sales()
await open.svodka.close()
process.stdout.write(`${JSON.stringify({ fault, sales })}\n`)
process.exit(0)
