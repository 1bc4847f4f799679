// Loads files of a loan book as `svodka load` does, in a process of its own: what it takes is its alone.
// Arguments: the workspace's folder, and parts in their order. Prints a line of JSON for each: its seconds and counts.
import { join } from 'node:path'
import { silentLog, type World } from '../../src/base/index.ts'
import { createIngest, type StreamResult } from '../../src/ingest/index.ts'
import { entities } from '../../src/packs/lending/entities.ts'
import { files } from '../../src/sources/index.ts'
import { openWarehouse } from '../../src/warehouse/index.ts'
import { spentOn, touchMemory } from '../measure.ts'
import { TOUCHED_MEGABYTES } from './load-files.ts'

const [folder = '', ...parts] = process.argv.slice(2)
const world: World = {
  now: () => new Date(),
  sleep: () => Promise.resolve(),
  fetch: globalThis.fetch,
  log: silentLog,
}
const MEMORY_LIMIT_MEGABYTES = 512

const source = files({
  id: 'loans',
  streams: {
    'lending.client': { path: 'clients_{part}.json' },
    'lending.loan': { path: 'loans_{part}.json' },
    'lending.payment': { path: 'payments_{part}.json' },
  },
})
const settings = source.definition.settings.parse(source.settings)
const warehouse = await openWarehouse(
  { folder: join(folder, 'data'), memoryLimitMegabytes: MEMORY_LIMIT_MEGABYTES },
  world,
)
await warehouse.prepare({
  sources: [{ id: 'loans', streams: source.definition.streams(settings) }],
  entities,
  models: [],
  settingsTables: [],
})
const sources = [{ id: 'loans', definition: source.definition, settings }]
const ingest = createIngest({ sources, warehouse, folder, world })
for (const part of parts) {
  touchMemory(TOUCHED_MEGABYTES, folder)
  let streams: readonly StreamResult[] = []
  const spent = await spentOn(async () => {
    const result = await ingest.sync({ mode: 'new', locale: 'en', part: Number(part) }, () => {})
    streams = result.streams
  })
  const all = (key: 'added' | 'changed' | 'unchanged' | 'rejected') => streams.reduce((sum, each) => sum + each[key], 0)
  console.log(
    JSON.stringify({
      part,
      ...spent,
      added: all('added'),
      changed: all('changed'),
      unchanged: all('unchanged'),
      rejected: all('rejected'),
      error: streams.find(({ error }) => error)?.error ?? null,
      maximumMegabytes: process.resourceUsage().maxRSS / 1024,
    }),
  )
}
await warehouse.close()
