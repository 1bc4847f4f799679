// Posts, in a process of its own, and says how it went.
import { load, type Load } from './load.ts'

const [options = '{}'] = process.argv.slice(2)
process.stdout.write(JSON.stringify(await load(JSON.parse(options) as Load)))
