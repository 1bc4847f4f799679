import { openWarehouse } from './warehouse.ts'
import { kind, kinds, pinnedWorld, visit, visitModel, visits } from './fixture.ts'

/** A process that loads the files it is given, one after another, builds, and tells each step; killed from outside. */
const [folder = '', ...files] = process.argv.slice(2)
const warehouse = await openWarehouse({ folder }, pinnedWorld)
await warehouse.prepare({
  sources: [{ id: 'shop', streams: [visits, kinds] }],
  entities: [visit, kind],
  models: [visitModel],
  settingsTables: [],
})
for (const [at, file] of files.entries()) {
  if (await warehouse.hasLoaded('shop', 'visits', file)) continue
  await warehouse.load({
    source: 'shop',
    stream: 'visits',
    file,
    format: 'ndjson',
    sha256: file,
    bytes: 1,
    landedAt: new Date(Date.UTC(2024, 0, 1, at)),
    cursor: { file },
  })
  process.stdout.write(`loaded ${file}\n`)
  await warehouse.build()
  process.stdout.write(`built ${file}\n`)
}
await warehouse.build()
await warehouse.close()
