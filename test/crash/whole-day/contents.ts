import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Row } from '../../../src/base/index.ts'
import { identifier, joinSql, sql, trusted, type Sql } from '../../../src/kit/index.ts'
import { openState, type OutboxRow } from '../../../src/state/index.ts'
import { openWarehouse } from '../../../src/warehouse/index.ts'
import { pinnedWorld } from '../../pinned-world.ts'

const AFTER_THE_DAY = '2024-01-03T00:00:00Z'
/** When something was loaded, and in which file it came: other in every life. */
const OF_THE_LOADING = new Set(['_batch', 'valid_from', 'valid_to', 'loaded_at'])

/** Everything that a workspace holds after its day. */
export interface Contents {
  /** each table of core and marts, its rows as text in order */
  tables: Readonly<Record<string, readonly string[]>>
  /** how often each record stands in the landed files of a source */
  landed: Readonly<Record<'till' | 'bus', ReadonlyMap<string, number>>>
  /** landed files that no batch names, batches whose file is not there or has another hash */
  strayFiles: readonly string[]
  rejected: number
  outbox: readonly OutboxRow[]
  openTroubles: readonly string[]
}

export async function contentsOf(folder: string): Promise<Contents> {
  const world = pinnedWorld(AFTER_THE_DAY)
  const data = join(folder, 'data')
  const warehouse = await openWarehouse({ folder: data }, world)
  const state = await openState({ file: join(data, 'state.db') }, world)
  try {
    const rows = (text: string) => warehouse.rows(trusted(text))
    const batches = (await rows('select source, file, sha256 from raw.batch order by file')) as unknown as Batch[]
    const [rejected] = await rows('select count(*)::int as n from raw.rejected')
    return {
      tables: await tablesOf((query) => warehouse.rows(query)),
      landed: {
        till: landedIn(warehouse.rawFolder, batches, 'till'),
        bus: landedIn(warehouse.rawFolder, batches, 'bus'),
      },
      strayFiles: strayFilesIn(warehouse.rawFolder, batches),
      rejected: Number(rejected?.['n']),
      outbox: await state.outbox.list({ limit: 10_000 }),
      openTroubles: (await state.notices.list({ onlyOpen: true, limit: 100 })).map(({ subject }) => subject),
    }
  } finally {
    await state.close()
    await warehouse.close()
  }
}

interface Batch {
  source: string
  file: string
  sha256: string
}

async function tablesOf(ask: (query: Sql) => Promise<readonly Row[]>) {
  const names = await ask(sql`
    select table_schema, table_name, string_agg(column_name, ',' order by ordinal_position) as columns from information_schema.columns
    where table_schema in ('core', 'mart') and table_name not like '%\_versions' escape '\\' group by all order by all`)
  const tables: Record<string, readonly string[]> = {}
  for (const { table_schema: layer, table_name: name, columns } of names) {
    const kept = String(columns)
      .split(',')
      .filter((column) => !OF_THE_LOADING.has(column))
    const list = joinSql(
      kept.map((column) => identifier(column)),
      ', ',
    )
    const found = await ask(sql`select ${list} from ${identifier(String(layer), String(name))} order by all`)
    tables[`${String(layer)}.${String(name)}`] = found.map((row) => JSON.stringify(Object.values(row)))
  }
  return tables
}

function landedIn(rawFolder: string, batches: readonly Batch[], source: string): Map<string, number> {
  const times = new Map<string, number>()
  for (const { file } of batches.filter((batch) => batch.source === source)) {
    for (const line of readFileSync(join(rawFolder, file), 'utf8').split('\n').filter(Boolean)) {
      const { id } = JSON.parse(line) as { id: string }
      times.set(id, (times.get(id) ?? 0) + 1)
    }
  }
  return times
}

function strayFilesIn(rawFolder: string, batches: readonly Batch[]): string[] {
  const there = readdirSync(rawFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(rawFolder.length + 1))
  const known = new Map(batches.map(({ file, sha256 }) => [file, sha256]))
  const wrong = there.filter((file) => known.get(file) !== hashOf(join(rawFolder, file)))
  return [...wrong, ...[...known.keys()].filter((file) => !there.includes(file))]
}

const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')
