import { constants, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { copyFile, rename, symlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { silentLog, type World } from '../../src/base/index.ts'
import { lookAt } from '../../src/ingest/landing.ts'
import { checkSettings } from '../../src/kit/index.ts'
import { support } from '../../src/packs/index.ts'
import { freshdesk } from '../../src/sources/index.ts'
import {
  sha256Of,
  openWarehouse,
  type Model,
  type Warehouse,
  type WarehouseDefinition,
} from '../../src/warehouse/index.ts'

const MODELS = fileURLToPath(new URL('../../src/packs/support/models/', import.meta.url))

const world: World = {
  now: () => new Date(),
  sleep: () => Promise.resolve(),
  fetch: globalThis.fetch,
  log: silentLog,
}

/** What a workspace with one Freshdesk and the pack `support` asks of the warehouse. */
function definition(): WarehouseDefinition {
  const desk = freshdesk({ id: 'desk', domain: 'acme' })
  const pack = support({})
  const settings = checkSettings(pack.definition.settings, pack.settings, 'bench')
  const streams = desk.definition.streams({ resolution: 'last', conversations: false })
  return {
    sources: [{ id: 'desk', streams }],
    entities: pack.definition.entities,
    models: globSync('*/*.sql', { cwd: MODELS }).map((file): Model => ({
      layer: dirname(file) as Model['layer'],
      name: file.replace(/^.*\/|\.sql$/g, ''),
      text: readFileSync(join(MODELS, file), 'utf8'),
      path: file,
    })),
    settingsTables:
      pack.definition.settingsTables?.(settings, { timeZone: 'Europe/Moscow', today: '2024-01-01' }) ?? [],
  }
}

const DICTIONARIES: Readonly<Record<string, readonly unknown[]>> = {
  ticket_fields: [
    { type: 'default_priority', name: 'priority', choices: { Low: 1, Medium: 2, High: 3, Urgent: 4 } },
    { type: 'default_status', name: 'status', choices: { 2: ['Open'], 4: ['Resolved'], 5: ['Closed'] } },
    { type: 'default_source', name: 'source', choices: { 'E-mail': 1, Portal: 2, Phone: 3 } },
  ],
  groups: Array.from({ length: 12 }, (_, at) => ({ id: 4300 + at, name: `Group ${at}` })),
  agents: Array.from({ length: 90 }, (_, at) => ({ id: 5000 + at, contact: { name: `Agent ${at}` } })),
}

/** A warehouse with the desk's dictionaries and no ticket. */
export async function openDesk(folder: string): Promise<Warehouse> {
  const warehouse = await openWarehouse({ folder }, world)
  await warehouse.prepare(definition())
  for (const [stream, records] of Object.entries(DICTIONARIES)) {
    const file = `${stream}.ndjson`
    mkdirSync(warehouse.rawFolder, { recursive: true })
    writeFileSync(join(warehouse.rawFolder, file), records.map((record) => `${JSON.stringify(record)}\n`).join(''))
    await warehouse.load({
      source: 'desk',
      stream,
      file,
      format: 'ndjson',
      sha256: stream,
      bytes: 1,
      landedAt: new Date(),
    })
  }
  await warehouse.build()
  return warehouse
}

let landings = 0

/**
 * Copies a file into raw and hashes it, loads it and builds the marts: what a sync does with a delivered file, but for the
 * wait for the disk (fsync). One that stands on the disk as it did when it was loaded is not read, one whose content is known not loaded.
 */
export async function deliver(warehouse: Warehouse, path: string): Promise<{ seconds: number; isNew: boolean }> {
  const startedAt = performance.now()
  const { bytes, state } = await lookAt(path)
  const isNew = (await lastState(warehouse)) !== state && (await loadIfNew(warehouse, path, bytes, state))
  return { seconds: (performance.now() - startedAt) / 1000, isNew }
}

const lastState = async (warehouse: Warehouse): Promise<unknown> =>
  (await warehouse.cursor('desk', 'tickets'))?.['state']

async function loadIfNew(warehouse: Warehouse, path: string, bytes: number, state: string): Promise<boolean> {
  const mayBeKnown = await warehouse.hasLoadedSize('desk', 'tickets', bytes)
  const known = mayBeKnown ? await sha256Of(path) : undefined
  if (known !== undefined && (await warehouse.hasLoaded('desk', 'tickets', known))) return false
  await land(warehouse, path, { file: `tickets-${++landings}.ndjson`, bytes, known, state })
  await warehouse.build()
  return true
}

/** Loads a file while it is copied into raw and hashed, as ingest does. */
async function land(
  warehouse: Warehouse,
  path: string,
  { file, bytes, known, state }: { file: string; bytes: number; known: string | undefined; state: string },
): Promise<void> {
  const target = join(warehouse.rawFolder, file)
  const batch = { source: 'desk', stream: 'tickets', file, format: 'ndjson', bytes, landedAt: new Date() } as const
  await symlink(resolve(path), target)
  const copied = Promise.all([known ?? sha256Of(path), copyFile(path, `${target}.part`, constants.COPYFILE_FICLONE)])
  const landed = async () => {
    const [sha256] = await copied
    await rename(`${target}.part`, target)
    return { sha256, cursor: { state } }
  }
  await warehouse.load({ ...batch, landed })
}
