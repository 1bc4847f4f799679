// Syncs a table of events, saying each step; its parent kills it at one of them, or asks what memory it took.
import { openPostgresWorkspace } from './workspace.ts'

const [url = '', folder = '', table = '', fileBytes = ''] = process.argv.slice(2)
const MEMORY_MEGABYTES = 400

const columns = { user_id: 'user_id', event: 'event', happened_at: 'happened_at' }
const workspace = await openPostgresWorkspace(
  { url },
  { streams: { 'journey.event': { table, columns, cursor: 'happened_at' } } },
  {
    folder,
    memoryLimitMegabytes: MEMORY_MEGABYTES,
    contentFileBytes: Number(fileBytes),
    onProgress: ({ kind }) => void process.stdout.write(`${kind}\n`),
  },
)
process.stdout.write('began\n')
const [result] = await workspace.sync()
process.stdout.write(`${JSON.stringify({ ...result, megabytes: process.resourceUsage().maxRSS / 1024 })}\n`)
await workspace.warehouse.close()
