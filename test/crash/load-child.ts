// Loads all parts of one workspace and says how far it is; its parent kills it somewhere between.
import { openFeed } from '../lending-feed/feed.ts'
import { LOANS_MART } from './loans.ts'

const [folder = ''] = process.argv.slice(2)
const feed = await openFeed({
  folder,
  models: [LOANS_MART],
  onProgress: ({ kind }) => process.stdout.write(`${kind}\n`),
})
process.stdout.write('began\n')
const { isComplete } = await feed.load('all')
process.stdout.write(isComplete ? 'ended\n' : 'failed\n')
await feed.warehouse.close()
