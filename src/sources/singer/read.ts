import { createHash } from 'node:crypto'
import { nearest, type World } from '../../base/index.ts'
import type { Cursor, DeliveredContent, ReadRequest } from '../../kit/index.ts'
import { catalogFor, entryOf, selecting, usedFields, type Catalog } from './catalog.ts'
import { endFault, fault } from './errors.ts'
import { linesOf, type Line } from './lines.ts'
import { messageOf, type Message } from './message.ts'
import type { SingerSettings, SingerStream } from './schema.ts'
import { startTap, type Tap } from './tap.ts'

/** How far a stream was read: `state` is the text of the last STATE whose rows are all in the warehouse. */
export interface SingerCursor extends Cursor {
  /** of what was asked: another stream of the tap, or other fields, begin anew */
  asked: string
  state: string | null
}

const MEGABYTE = 1024 * 1024
const CHECKPOINT_SECONDS = 30
/** Small records travel on together. */
const PIECE_BYTES = 256 * 1024
/** Of a line that is no message, so much is kept. */
const SHOWN_CHARACTERS = 8000

/**
 * One run of the tap for one stream. Rows are handed over in stretches that end with a STATE, each of which becomes the
 * cursor in the transaction of the last rows before it. A tap that dies leaves what it had written: rows after its last
 * STATE are loaded too and come again next time, which changes nothing.
 */
export async function* read(request: ReadRequest<SingerSettings>): AsyncGenerator<DeliveredContent> {
  const { settings, stream, after, folder, http, world, signal } = request
  const of = settings.streams[stream.name]
  if (!of) return
  const log = world.log.with({ stream: stream.name })
  const catalog = await catalogFor(http, { settings, folder, world: { log }, signal })
  const asked = askedOf(of)
  const last = after as Partial<SingerCursor> | undefined
  const state = last?.asked === asked ? (last.state ?? null) : null
  const files = filesFor(stream.name, of, settings, catalog, state)
  const tap = await startTap({ settings, folder, files, options: [] }, { log }, signal)
  try {
    const reading = readTap(tap, { name: stream.name, of, aliases: aliasesOf(of, catalog, stream.name) }, settings, {
      now: world.now,
      log,
    })
    while (!reading.isOver()) {
      const content = reading.stretch()
      yield {
        kind: 'content',
        name: of.stream,
        content,
        cursor: (): SingerCursor => ({ asked, state: reading.state() ?? state }),
      }
    }
    const end = await tap.ended()
    signal.throwIfAborted()
    if (end.kind !== 'done') throw endFault(end, stream.name, tap, settings)
  } finally {
    await tap.close()
  }
}

function filesFor(
  name: string,
  stream: SingerStream,
  { catalog: origin, catalogOption }: SingerSettings,
  catalog: Catalog | undefined,
  state: string | null,
): Record<string, string> {
  return {
    ...(catalog && { [catalogOption]: JSON.stringify(selecting(catalog, name, stream, origin !== 'discover')) }),
    ...(state !== null && state !== 'null' && { '--state': state }),
  }
}

/** Taps write their records under the stream's name, which need not be the id of the catalog. */
function aliasesOf({ stream }: SingerStream, catalog: Catalog | undefined, name: string): ReadonlySet<string> {
  if (!catalog) return new Set([stream])
  const { tap_stream_id: id, stream: alias } = entryOf(catalog, stream, name)
  return new Set([stream, id, alias ?? id])
}

const askedOf = ({ stream, select, needs, replicationMethod, replicationKey }: SingerStream): string =>
  createHash('sha256')
    .update(JSON.stringify([stream, select?.toSorted(), needs, replicationMethod, replicationKey]))
    .digest('hex')
    .slice(0, 16)

interface Reading {
  isOver(): boolean
  /** the newest STATE */
  state(): string | undefined
  /** rows up to a STATE after which enough has come, or to the end */
  stretch(): AsyncGenerator<Uint8Array>
}

interface Wanted {
  name: string
  of: SingerStream
  aliases: ReadonlySet<string>
}

function readTap(
  tap: Tap,
  { name, of, aliases }: Wanted,
  { checkpointMegabytes }: SingerSettings,
  { now, log }: Pick<World, 'now' | 'log'>,
): Reading {
  const lines = linesOf(tap.output())
  let isOver = false
  let state: string | undefined
  const seen = new Map<string, number>()
  const take = (line: Line): Uint8Array | 'state' | undefined => {
    const message = line.isCut ? undefined : messageOf(line.bytes)
    if (!message) return line.isWhole ? rejectable(line, tap) : undefined
    switch (message.type) {
      case 'record':
        if (aliases.has(message.stream)) return message.record
        seen.set(message.stream, (seen.get(message.stream) ?? 0) + 1)
        return undefined
      case 'state':
        state = message.value
        return 'state'
      case 'schema':
        if (aliases.has(message.stream)) refuseMissingFields(message.fields, of, name)
        return undefined
      default:
        noteOther(message)
        return undefined
    }
  }
  const noteOther = ({ name: type, stream }: Extract<Message, { type: 'other' }>) => {
    if (type === 'BATCH' && (stream === undefined || aliases.has(stream)))
      throw fault('batch', { stream: name, tap: tap.name }, 'skip')
    if (!seen.has(type)) log.warn({ type }, type === 'ACTIVATE_VERSION' ? 'singer.version_ignored' : 'singer.ignored')
    seen.set(type, (seen.get(type) ?? 0) + 1)
  }
  async function* stretch(): AsyncGenerator<Uint8Array> {
    const startedAt = now().getTime()
    let bytes = 0
    let pieces: Uint8Array[] = []
    let gathered = 0
    const isEnough = () =>
      bytes >= checkpointMegabytes * MEGABYTE || now().getTime() - startedAt >= CHECKPOINT_SECONDS * 1000
    for (;;) {
      const { value: line, done } = await lines.next()
      if (done) break
      const taken = take(line)
      if (taken === 'state') {
        if (isEnough()) return yield* gatheredOf(pieces)
      } else if (taken) {
        pieces.push(taken, NEW_LINE)
        gathered += taken.length + 1
        bytes += taken.length + 1
        if (gathered < PIECE_BYTES) continue
        yield* gatheredOf(pieces)
        pieces = []
        gathered = 0
      }
    }
    isOver = true
    if (seen.size > 0) log.info({ ignored: Object.fromEntries(seen) }, 'singer.others')
    yield* gatheredOf(pieces)
  }
  return { isOver: () => isOver, state: () => state, stretch }
}

const NEW_LINE = Buffer.from('\n')

function* gatheredOf(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  if (pieces.length > 0) yield Buffer.concat(pieces)
}

/** As a JSON text, which is no record: the warehouse rejects it, and shows what the tap said. */
function rejectable({ bytes, isCut }: Line, { redact }: Tap): Buffer {
  const text = redact(bytes.toString('utf8')).slice(0, SHOWN_CHARACTERS)
  return Buffer.from(JSON.stringify(isCut ? `${text}…` : text))
}

/** A field that the tap never sends would be empty in every row. */
function refuseMissingFields(fields: readonly string[], of: SingerStream, stream: string): void {
  if (fields.length === 0) return
  const field = usedFields(of).find((each) => !fields.includes(each))
  if (field === undefined) return
  const known = fields.slice(0, 60).join(', ')
  throw fault('no_field', { stream, field, asked: of.stream, nearest: nearest(field, fields) ?? 'none', known }, 'skip')
}
