import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { nearest, parsedJson, type World } from '../../base/index.ts'
import { fieldsNamedIn, type Http } from '../../kit/index.ts'
import { endFault, fault } from './errors.ts'
import { fieldsOf } from './message.ts'
import type { SingerSettings, SingerStream } from './schema.ts'
import { startTap } from './tap.ts'

/** What a tap says of its streams, as it says it; what is not read here is handed back to it untouched. */
export interface Catalog {
  streams: readonly CatalogEntry[]
}

export interface CatalogEntry {
  tap_stream_id: string
  stream?: string
  schema?: unknown
  key_properties?: readonly string[]
  replication_key?: string | null
  replication_method?: string | null
  metadata?: readonly Metadata[]
}

interface Metadata {
  breadcrumb: readonly string[]
  metadata: Readonly<Record<string, unknown>>
}

export interface Asking {
  settings: SingerSettings
  folder: string
  world: Pick<World, 'log'>
  signal: AbortSignal
}

/** Larger ones are none. */
const MOST_CATALOG_BYTES = 128 * 1024 * 1024

/** The engine makes one `Http` for a source and a sync: streams read after one another share a catalog. */
const catalogs = new WeakMap<Http, Promise<Catalog | undefined>>()

/** The catalog as the settings say where it comes from; undefined where the tap has none. */
export function catalogFor(http: Http, asking: Asking): Promise<Catalog | undefined> {
  const known = catalogs.get(http)
  if (known) return known
  const asked = readCatalog(asking)
  catalogs.set(http, asked)
  // another stream, or a second attempt, asks again
  asked.catch(() => catalogs.delete(http))
  return asked
}

export async function readCatalog(asking: Asking): Promise<Catalog | undefined> {
  const { catalog } = asking.settings
  if (catalog === 'none') return undefined
  if (catalog === 'discover') return discover(asking)
  const path = isAbsolute(catalog.file) ? catalog.file : join(asking.folder, catalog.file)
  try {
    return parsed(await readFile(path, 'utf8'), path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined || typeof (error as { recovery?: unknown }).recovery === 'string') throw error
    throw fault('no_catalog_file', { path, cause: code }, 'stop')
  }
}

async function discover({ settings, folder, world, signal }: Asking): Promise<Catalog> {
  const tap = await startTap({ settings, folder, files: {}, options: ['--discover'] }, world, signal)
  try {
    const pieces: Buffer[] = []
    let bytes = 0
    for await (const piece of tap.output()) {
      bytes += piece.length
      if (bytes <= MOST_CATALOG_BYTES) pieces.push(piece)
    }
    const end = await tap.ended()
    signal.throwIfAborted()
    if (end.kind !== 'done') throw endFault(end, 'discover', tap, settings)
    return parsed(bytes > MOST_CATALOG_BYTES ? '' : Buffer.concat(pieces).toString('utf8'), tap.name)
  } finally {
    await tap.close()
  }
}

/** What of a catalog is read here. */
const catalogSchema = z.looseObject({
  streams: z.array(
    z.looseObject({
      tap_stream_id: z.string(),
      stream: z.string().optional(),
      metadata: z
        .array(z.looseObject({ breadcrumb: z.array(z.string()), metadata: z.record(z.string(), z.unknown()) }))
        .optional(),
    }),
  ),
})

function parsed(text: string, origin: string): Catalog {
  const found = parsedJson(text)
  if (!catalogSchema.safeParse(found).success) throw fault('no_catalog', { origin }, 'stop')
  return found as Catalog
}

/** @throws {SourceError} naming the nearest stream that there is */
export function entryOf({ streams }: Catalog, name: string, stream: string): CatalogEntry {
  const found = streams.find((entry) => entry.tap_stream_id === name) ?? streams.find((entry) => entry.stream === name)
  if (found) return found
  const known = streams.flatMap((entry) => [...new Set([entry.tap_stream_id, entry.stream ?? entry.tap_stream_id])])
  const values = { stream, asked: name, nearest: nearest(name, known) ?? 'none', known: known.slice(0, 40).join(', ') }
  throw fault('no_stream', values, 'skip')
}

/** The catalog with one stream selected, and those that it needs; the others are marked as not wanted. */
export function selecting(catalog: Catalog, name: string, stream: SingerStream, isOwn: boolean): Catalog {
  const main = entryOf(catalog, stream.stream, name)
  const needed = new Set(stream.needs.map((each) => entryOf(catalog, each, name)))
  const streams = catalog.streams.map((entry): CatalogEntry => {
    if (entry === main) return withReplication(withFields(chosen(entry, true), stream, isOwn), stream)
    return chosen(entry, needed.has(entry))
  })
  return { ...catalog, streams }
}

const isRoot = ({ breadcrumb }: Metadata): boolean => breadcrumb.length === 0

/** Metadata says it, and to taps of before metadata the schema does. */
function chosen(entry: CatalogEntry, selected: boolean): CatalogEntry {
  if (entry.metadata === undefined)
    return { ...entry, schema: { ...(entry.schema as object), selected }, metadata: [rootOf({ selected })] }
  return withRoot(entry, { selected })
}

const rootOf = (metadata: Metadata['metadata']): Metadata => ({ breadcrumb: [], metadata })

function withRoot(entry: CatalogEntry, more: Metadata['metadata']): CatalogEntry {
  const all = entry.metadata ?? []
  const root = all.find(isRoot) ?? rootOf({})
  return { ...entry, metadata: [...all.filter((each) => !isRoot(each)), rootOf({ ...root.metadata, ...more })] }
}

/**
 * Fields that the settings name, or all but those that the tap leaves out by itself. A catalog of the administrator's own
 * already says what is wanted, unless the settings say otherwise.
 */
function withFields(entry: CatalogEntry, stream: SingerStream, isOwn: boolean): CatalogEntry {
  const { select } = stream
  if (isOwn && !select) return entry
  const all = entry.metadata ?? []
  const used = new Set(usedFields(stream))
  const inner = all.filter((each) => !isRoot(each))
  const told = new Map(inner.map((each) => [each.breadcrumb.join('\0'), each.metadata]))
  const top = fieldsOf(entry.schema).map((field) => ['properties', field])
  const nested = inner.map(({ breadcrumb }) => [...breadcrumb]).filter(({ length }) => length > 2)
  const marked = [...top, ...nested].map((breadcrumb): Metadata => {
    const metadata = told.get(breadcrumb.join('\0')) ?? {}
    const field = breadcrumb[1] ?? ''
    const isWanted = select ? select.includes(field) : used.has(field) || metadata['selected-by-default'] !== false
    return { breadcrumb, metadata: { ...metadata, selected: isWanted && metadata['inclusion'] !== 'unsupported' } }
  })
  return { ...entry, metadata: [...all.filter(isRoot), ...marked] }
}

/** Both places in which taps look for it. */
function withReplication(entry: CatalogEntry, { replicationMethod, replicationKey }: SingerStream): CatalogEntry {
  const told = {
    ...(replicationMethod && { 'replication-method': replicationMethod }),
    ...(replicationKey && { 'replication-key': replicationKey }),
  }
  return {
    ...withRoot(entry, told),
    ...(replicationMethod && { replication_method: replicationMethod }),
    ...(replicationKey && { replication_key: replicationKey }),
  }
}

/** The fields of the record that the settings name. */
export const usedFields = ({ columns, fields }: SingerStream): readonly string[] => [
  ...(fieldsNamedIn(onlyNames(columns)) ?? []),
  ...Object.keys(fields ?? {}),
]

const onlyNames = (columns: SingerStream['columns']) =>
  columns && Object.fromEntries(Object.entries(columns).filter(([, from]) => typeof from === 'string'))
