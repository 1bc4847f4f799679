import { errorText, SvodkaError, type Locale, type MessageValues } from '../../base/index.ts'
import type { CheckRequest, CheckResult } from '../../kit/index.ts'
import { entryOf, readCatalog, selecting, usedFields, type Catalog, type CatalogEntry } from './catalog.ts'
import { endFault, fault, words } from './errors.ts'
import { fieldsOf } from './message.ts'
import type { SingerSettings, SingerStream } from './schema.ts'
import { startTap } from './tap.ts'

const say = (locale: Locale, ok: boolean, code: string, values: MessageValues): CheckResult => ({
  ok,
  message: words.say(locale, code, values),
})

/** Asks the tap for its streams, and looks for those of the settings among them. */
export async function check(request: CheckRequest<SingerSettings>): Promise<readonly CheckResult[]> {
  const { settings, locale } = request
  const catalog = await readCatalog(request)
  const tap = settings.command[0] ?? ''
  if (!catalog) return [await programLine(request, tap)]
  const streams = catalog.streams.length
  const first =
    settings.catalog === 'discover'
      ? say(locale, true, 'check.tap', { tap, streams })
      : say(locale, true, 'check.file', { tap, streams })
  const program = settings.catalog === 'discover' ? [] : [await programLine(request, tap)]
  return [...program, first, ...Object.entries(settings.streams).map((each) => streamLine(each, catalog, locale))]
}

/** A tap without a catalog answers nothing without reading: that its program starts is all that can be asked. */
async function programLine(request: CheckRequest<SingerSettings>, tap: string): Promise<CheckResult> {
  const { settings, folder, world, signal, locale } = request
  const run = await startTap({ settings, folder, files: {}, options: ['--help'] }, world, signal)
  try {
    for await (const _ of run.output()) continue
    const end = await run.ended()
    if (end.kind === 'not_started' || end.kind === 'silent') throw endFault(end, 'discover', run, settings)
    return say(locale, true, 'check.program', { tap })
  } finally {
    await run.close()
  }
}

function streamLine([name, stream]: readonly [string, SingerStream], catalog: Catalog, locale: Locale): CheckResult {
  try {
    const entry = entryOf(catalog, stream.stream, name)
    selecting(catalog, name, stream, false)
    const fields = fieldsOf(entry.schema)
    const missing = fields.length === 0 ? undefined : usedFields(stream).find((field) => !fields.includes(field))
    if (missing !== undefined) {
      const values = { stream: name, field: missing, asked: stream.stream, nearest: 'none', known: fields.join(', ') }
      throw fault('no_field', values, 'skip')
    }
    return say(locale, true, 'check.stream', {
      stream: name,
      asked: stream.stream,
      fields: fields.length,
      key: keyOf(entry),
      ...replicationOf(entry, stream),
    })
  } catch (error) {
    if (!(error instanceof SvodkaError)) throw error
    return { ok: false, message: errorText(error, locale) }
  }
}

const rootOf = ({ metadata }: CatalogEntry): Readonly<Record<string, unknown>> =>
  metadata?.find(({ breadcrumb }) => breadcrumb.length === 0)?.metadata ?? {}

function keyOf(entry: CatalogEntry): string {
  const root = rootOf(entry)
  const key = entry.key_properties ?? root['table-key-properties'] ?? root['view-key-properties']
  return Array.isArray(key) && key.length > 0 ? key.join(', ') : 'none'
}

function replicationOf(entry: CatalogEntry, stream: SingerStream): { method: string; by: string } {
  const root = rootOf(entry)
  const method =
    stream.replicationMethod ??
    entry.replication_method ??
    root['replication-method'] ??
    root['forced-replication-method'] ??
    'none'
  const by = stream.replicationKey ?? entry.replication_key ?? root['replication-key'] ?? 'none'
  return { method: String(method), by: String(by) }
}
