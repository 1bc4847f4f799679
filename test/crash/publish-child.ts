// Publishes two marts of one edition, saying each step; its parent kills it at one of them.
import { openPublishBench } from '../../src/publish/testing.ts'

const [url = '', folder = '', edition = '', rows = ''] = process.argv.slice(2)
const bench = await openPublishBench({ url, folder, rows: Number(rows) })
await bench.edition(Number(edition))
// the kill comes between any two words that are said to PostgreSQL: its parent counts them there
process.stdout.write('began\n')
await bench.publish()
process.stdout.write('ended\n')
await bench.close()
