import { copyFileSync, globSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { silentLog, type World } from '../src/base/index.ts'
import { createFigures, type Figures } from '../src/figures/index.ts'
import {
  ENGINE_TYPES,
  checkSettings,
  identifier,
  joinSql,
  sql,
  type Entity,
  type FileFormat,
  type PackDefinition,
  type SettingsTable,
  type Stream,
} from '../src/kit/index.ts'
import { openWarehouse, type Model, type Warehouse } from '../src/warehouse/index.ts'

interface BenchPack {
  warehouse: Warehouse
  figures: Figures
  /** copies a file into raw, as ingest does, and loads it */
  land(stream: string, path: string): Promise<void>
}

/** A warehouse with a pack's models and one source; nothing that is asked is remembered. */
export async function openBenchPack(
  folder: string,
  options: {
    definition: PackDefinition<any>
    /** the pack's settings as a workspace gives them */
    given: unknown
    source: string
    streams: readonly Stream[]
    timeZone: string
    today: string
    learned?: readonly SettingsTable[]
    memoryLimitMegabytes?: number | undefined
  },
): Promise<BenchPack> {
  const { definition, source, streams, timeZone, today, memoryLimitMegabytes } = options
  const settings = checkSettings(definition.settings, options.given, 'bench')
  const learned = options.learned ?? (definition.learning?.tables ?? []).map((table) => ({ ...table, rows: [] }))
  const limit = memoryLimitMegabytes === undefined ? {} : { memoryLimitMegabytes }
  const warehouse = await openWarehouse({ folder, ...limit }, world)
  await warehouse.prepare({
    sources: [{ id: source, streams }],
    entities: definition.entities,
    models: modelsOf(definition.models),
    settingsTables: [...(definition.settingsTables?.(settings, { timeZone, today }) ?? []), ...learned],
  })
  const figures = createFigures({
    packs: [{ definition, settings }],
    warehouse,
    timeZone,
    currency: undefined,
    today: () => today,
    cacheBytes: 0,
  })
  return {
    warehouse,
    figures,
    async land(stream, path) {
      const format = streams.find(({ name }) => name === stream)?.format ?? 'ndjson'
      const file = basename(path)
      mkdirSync(warehouse.rawFolder, { recursive: true })
      copyFileSync(path, join(warehouse.rawFolder, file))
      const { size: bytes } = statSync(path)
      await warehouse.load({ source, stream, file, format, sha256: file, bytes, landedAt: new Date() })
    },
  }
}

/** A stream whose records are rows of the entity already. */
export function streamOf(entity: Entity, format: FileFormat, name = entity.id): Stream {
  const columns = Object.keys(entity.columns).map((column) => identifier(column))
  return {
    name,
    format,
    record: Object.fromEntries(
      Object.entries(entity.columns).map(([column, { type }]) => [column, ENGINE_TYPES[type]]),
    ),
    feeds: [{ entity: entity.id, staging: sql`select _line, ${joinSql(columns, ', ')} from record` }],
  }
}

function modelsOf(models: URL): Model[] {
  const folder = fileURLToPath(models)
  return globSync('*/*.sql', { cwd: folder }).map((file): Model => ({
    layer: dirname(file) as Model['layer'],
    name: basename(file, '.sql'),
    text: readFileSync(join(folder, file), 'utf8'),
    path: file,
  }))
}

const world: World = {
  now: () => new Date(),
  sleep: () => Promise.resolve(),
  fetch: globalThis.fetch,
  log: silentLog,
}
