import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { nearest, type World } from '../base/index.ts'
import { sql } from '../kit/index.ts'
import { adoptReceived } from './adopt.ts'
import { applyBatch, type Counts } from './apply.ts'
import { parseNames, tablesOf } from './ast.ts'
import { buildModels } from './build.ts'
import type {
  BuildResult,
  LandedBatch,
  LandingBatch,
  LoadResult,
  Warehouse,
  WarehouseDefinition,
  WarehouseOptions,
} from './contract.ts'
import { copyFileOf } from './copy.ts'
import { writeCsv } from './csv-out.ts'
import { openEngine } from './engine.ts'
import { fault } from './fault.ts'
import { openInsight } from './insight.ts'
import { layerTables } from './layers.ts'
import { bringLayout } from './layout.ts'
import {
  asOfBySource,
  completeManifest,
  cursorOf,
  hasBatch,
  lacksManifest,
  makeManifest,
  nextBatchId,
  orphanFiles,
  rejectedRows,
  sourcesRead,
  writeBatch,
  writeProgress,
} from './manifest.ts'
import { orderedModels, relationName, type ReadyModel } from './model.ts'
import { packReceived, withPlain } from './packing.ts'
import { planOf, plannedStream, type Plan } from './plan.ts'
import type { RecordSource } from './record.ts'
import { replay, staleStreams } from './rebuild.ts'
import { breakRuns } from './runs.ts'
import { makeSchema } from './schema.ts'
import type { Session } from './session.ts'
import { openWriteOut } from './write-out.ts'

const EMPTY: WarehouseDefinition = { sources: [], entities: [], models: [], settingsTables: [] }

/**
 * Opens the warehouse of a workspace; the file and its folder are made where there are none.
 * @throws {RequestError} `busy` naming the process that holds the file
 * @example const warehouse = await openWarehouse({ folder: 'data' }, world)
 */
export async function openWarehouse(options: WarehouseOptions, world: World): Promise<Warehouse> {
  const rawFolder = join(options.folder, 'raw')
  const temporaryFolder = join(options.folder, 'tmp')
  mkdirSync(rawFolder, { recursive: true })
  const engine = await openEngine(options, world)
  await engine
    .write((session) =>
      session.transaction(async () => {
        const isNew = await lacksManifest(session)
        await makeManifest(session)
        if (isNew) await adoptReceived(session, rawFolder, world)
        else await completeManifest(session)
        await bringLayout(session, join(options.folder, 'warehouse.duckdb'), rawFolder, world)
        await breakRuns(session)
      }),
    )
    .catch(async (error: unknown) => {
      await engine.close()
      throw error
    })
  const lines = openWriteOut(engine, temporaryFolder, world)
  let plan: Plan = planOf(EMPTY)
  let models: readonly ReadyModel[] = []

  const build = (session: Session): Promise<BuildResult> => buildModels(session, plan, models)

  const sourceOf = (batch: RecordSource['batch'], path = join(rawFolder, batch.file)): RecordSource => {
    const planned = plannedStream(plan, batch.source, batch.stream)
    const stream = { ...planned.stream, format: batch.format }
    return { planned: { ...planned, stream }, batch, path, temporaryFolder }
  }

  const load = async (session: Session, batch: LandedBatch | LandingBatch): Promise<LoadResult> => {
    const row = { ...batch, batchId: await nextBatchId(session), loadedAt: world.now() }
    const finish = async ({ added, changed, unchanged, rejected }: Counts) => {
      const landed = 'landed' in batch ? { ...batch, ...(await batch.landed()) } : batch
      await writeBatch(session, landed, { ...row, added, changed, unchanged, rejected })
      await writeProgress(session, batch.source, batch.stream, landed)
    }
    const counts = await applyBatch(session, sourceOf(batch), row, finish, world)
    world.log.debug({ source: batch.source, stream: batch.stream, file: batch.file, ...counts }, 'batch loaded')
    return { batchId: row.batchId, ...counts }
  }

  const replayStale = (session: Session, onBatch: (done: number, all: number) => void = () => {}) =>
    replay(
      session,
      plan,
      (batch, finish) =>
        withPlain(rawFolder, batch.file, temporaryFolder, (path) =>
          applyBatch(session, sourceOf(batch, path), batch, finish, world),
        ),
      onBatch,
    )

  return {
    ...openInsight(engine, { rawFolder, plan: () => plan, models: () => models, replayStale, build }),
    rawFolder,
    prepare: (definition) =>
      engine.write(async (session) => {
        const nextPlan = planOf(definition)
        const nextModels = await orderedModels(session, definition.models)
        const prepared = await session.transaction(async () => {
          const made = await makeSchema(session, nextPlan)
          await staleStreams(session, nextPlan, made.stale)
          return made
        })
        plan = nextPlan
        models = nextModels
        await replayStale(session)
        const built = await build(session)
        const fresh = built.models.filter((model) => model.how !== 'unchanged').map((model) => model.name)
        return {
          created: prepared.created,
          changed: [...prepared.changed, ...fresh.filter((name) => !prepared.created.includes(name))],
        }
      }),
    cursor: (source, stream) => engine.read((session) => cursorOf(session, source, stream)),
    hasLoaded: (source, stream, sha256) => engine.read((session) => hasBatch(session, source, stream, { sha256 })),
    hasLoadedSize: (source, stream, bytes) => engine.read((session) => hasBatch(session, source, stream, { bytes })),
    orphans: () => engine.read((session) => orphanFiles(session, rawFolder)),
    load: (batch) => engine.write((session) => load(session, batch)),
    mark: (source, stream, progress) =>
      engine.write((session) => session.transaction(() => writeProgress(session, source, stream, progress))),
    build: () => engine.write(build),
    rebuild: (onBatch) =>
      engine.write(async (session) => {
        const all = plan.streams.map(({ source, stream }) => ({ source, stream: stream.name }))
        await session.transaction(() => staleStreams(session, plan, all))
        await replayStale(session, onBatch)
        return build(session)
      }),
    forgetCursors: (source) =>
      engine.write(async (session) => {
        await session.run(sql`update meta.progress set cursor = null where source = ${source}`)
      }),
    rejected: (filter) => engine.read((session) => rejectedRows(session, filter)),
    asOf: () =>
      engine.fact('as of', (session) =>
        asOfBySource(
          session,
          plan.streams.map(({ source, stream }) => ({ source, stream: stream.name })),
        ),
      ),
    sourcesRead: () => engine.read(sourcesRead),
    version: () =>
      engine.fact('version', async (session) => Number(await session.value(sql`select version from meta.version`))),
    layers: () => engine.read((session) => layerTables(session, plan, models)),
    rows: (query) => engine.read((session) => session.rows(query)),
    columns: (query) => engine.read((session) => session.columns(query)),
    csv: (tables, take) => engine.read((session) => writeCsv(session, tables, take, temporaryFolder, world)),
    lines,
    shape: (select) =>
      engine.read(async (session) => {
        const columns = await session.rows(sql`describe ${select}`)
        return columns.map((column) => ({ name: String(column.column_name), type: String(column.column_type) }))
      }),
    async tablesRead(text) {
      const names = await engine.read(async (session) => tablesOf(await parseNames(session, text)).map(relationName))
      return knownTables(names, await engine.fact('tables', tableNames))
    },
    modelReads: () => Object.fromEntries(models.map(({ name, reads }) => [name, reads.map(relationName)])),
    packReceived: (before) => packReceived(engine, rawFolder, before),
    copyTo: (folder, alongside) =>
      engine.write(async (session) => {
        const copy = await copyFileOf(session, options.folder, folder)
        await alongside()
        return copy
      }),
    async close() {
      await engine.close()
      rmSync(temporaryFolder, { recursive: true, force: true })
    },
  }
}

async function tableNames(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.rows(sql`select table_schema || '.' || table_name as name from information_schema.tables
    where table_catalog = current_database() and table_schema in ('raw', 'staging', 'core', 'mart', 'settings')`)
  return new Set(rows.map((row) => String(row.name)))
}

function knownTables(names: readonly string[], known: ReadonlySet<string>): readonly string[] {
  for (const name of names) {
    // a name that is no table could be taken for a file
    if (!known.has(name)) throw fault('unknown_table', { name, hint: nearest(name, [...known]) ?? 'none' })
  }
  return names
}
