import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { errorText, SourceError, type Instant, type World } from '../../base/index.ts'
import type { Cursor, DeliveredContent } from '../../kit/index.ts'
import { decodeFrames, encodeFrame, type Frame, type KnownRequest, type Segment } from './frames.ts'
import { createKeys, type Keys } from './keys.ts'
import { Refusal } from './refusal.ts'
import { createSegment, syncFolder, type OpenSegment } from './segment.ts'
import { words } from './words.ts'

/** A segment is closed when it has so many bytes, or when it is read. */
const SEGMENT_BYTES = 16 * 1024 * 1024
/** So much is written at once at most: whoever waits for the disk does not wait long. */
const WRITE_BYTES = 4 * 1024 * 1024
/** Where the disk is slower than what comes, so much is held in memory, and more is refused. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024
const FRAMES = '.frames'
const KEYS = '.keys'

export interface JournalOptions {
  /** `data/inbox/<source>/<stream>` */
  folder: string
  /** `data/inbox`; the folder that holds it was there before */
  root: string
  /** for people: `/api/ingest/<source>/<stream>` */
  name: string
  rememberHours: number
}

interface Waiting {
  /** of a frame */
  pieces: Buffer[]
  bytes: number
  settle(error?: unknown): void
}

/**
 * What came for one stream: requests in the order in which they came, in segments that are only ever added to. Requests that
 * come while the disk is busy share its next turn. One process has one journal of a stream.
 */
export class Journal {
  readonly #options: JournalOptions
  readonly #world: World
  readonly #keys: Keys
  #begun: Promise<void> | undefined
  #segments: string[] = []
  #keyFiles: { name: string; newest: string }[] = []
  #open: OpenSegment | undefined
  #waiting: Waiting[] = []
  #waitingBytes = 0
  #writing: Promise<void> | undefined
  /** one piece of work on the files at a time */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: JournalOptions, world: World) {
    this.#options = options
    this.#world = world
    this.#keys = createKeys(options.rememberHours)
  }

  /** What the request with this key was answered, if it came not too long ago, in this process or an earlier one. Asked after `begin`. */
  answered(key: string): KnownRequest | undefined {
    return this.#keys.find(key, this.#world.now())
  }

  /** Keeps a request. @returns when it is on disk @throws whatever the file system says, or a refusal when too much waits; then nothing of it is kept */
  async append(frame: Frame): Promise<void> {
    await this.begin()
    await new Promise<void>((resolve, reject) => {
      const settle = (error?: unknown) => (error === undefined ? resolve() : reject(error as Error))
      const pieces = encodeFrame(frame)
      const bytes = lengthOf(pieces)
      if (this.#waitingBytes + bytes > MOST_WAITING_BYTES) throw new Refusal('disk_slow', {}, { retryAfterSeconds: 5 })
      this.#waitingBytes += bytes
      this.#waiting.push({ pieces, bytes, settle })
      this.#writing ??= this.#writeAll()
    })
    if (frame.request) this.#keys.add(frame.request, frame.at)
  }

  async isEmpty(): Promise<boolean> {
    await this.begin()
    return this.#segments.length === 0
  }

  async waiting(after: Cursor | undefined): Promise<{ requests: number; rows: number; since: Instant | undefined }> {
    await this.begin()
    const names = this.#segments.filter((name) => name !== after?.['loaded'])
    const frames = (await Promise.all(names.map((name) => this.#read(name)))).flatMap((segment) => segment.frames)
    return { requests: frames.length, rows: frames.reduce((all, { rows }) => all + rows, 0), since: frames[0]?.at }
  }

  /**
   * Closes what is open and hands over one segment after another. When the next is asked for, the one before is loaded for
   * good and goes; a process that is killed in between finds its name in the cursor.
   */
  async *take(after: Cursor | undefined): AsyncGenerator<DeliveredContent> {
    await this.begin()
    await this.#exclusively(() => this.#closeSegment())
    const { name: path } = this.#options
    let last = after
    for (const name of this.#segments.filter((each) => each !== this.#open?.name)) {
      const { frames, fault } = await this.#read(name)
      if (fault === 'damaged') throw this.#damaged(name)
      if (fault === 'cut') this.#world.log.warn({ segment: name }, 'inbox.cut_end_dropped')
      const newest = frames.at(-1)
      if (newest && name !== after?.['loaded']) {
        last = { loaded: name, asOf: newest.at }
        yield { kind: 'content', name: path, content: contentOf(frames), cursor: last, asOf: new Date(newest.at) }
      }
      await this.#exclusively(() => this.#retire(name, frames))
    }
    const asOf = last?.['asOf']
    if (last === after && typeof asOf === 'string')
      yield {
        kind: 'content',
        name: path,
        content: contentOf([]),
        cursor: { loaded: last?.['loaded'], asOf },
        asOf: new Date(asOf),
      }
  }

  async close(): Promise<void> {
    await this.#writing
    await this.#exclusively(() => this.#closeSegment())
  }

  /** Finds what an earlier process left. */
  begin(): Promise<void> {
    this.#begun ??= this.#look().catch((error: unknown) => {
      this.#begun = undefined
      throw error
    })
    return this.#begun
  }

  async #look(): Promise<void> {
    const names = await namesIn(this.#options.folder)
    const known: { request: KnownRequest; at: string }[] = []
    const segments = names.filter((name) => name.endsWith(FRAMES))
    for (const name of segments) for (const frame of (await this.#read(name)).frames) known.push(...keyed([frame]))
    const keyFiles: { name: string; newest: string }[] = []
    for (const name of names.filter((each) => each.endsWith(KEYS))) {
      const kept = JSON.parse(await readFile(this.#path(name), 'utf8')) as { request: KnownRequest; at: string }[]
      keyFiles.push({ name, newest: kept.at(-1)?.at ?? '' })
      known.push(...kept)
    }
    for (const { request, at } of known.toSorted((a, b) => (a.at < b.at ? -1 : 1))) this.#keys.add(request, at)
    this.#segments = segments
    this.#keyFiles = keyFiles
  }

  async #writeAll(): Promise<void> {
    // what the network brought together is written together
    await turn()
    for (let group = this.#nextGroup(); group.length > 0; group = this.#nextGroup()) {
      const bytes = Buffer.concat(group.flatMap((each) => each.pieces))
      const error = await this.#exclusively(() => this.#write(bytes)).then(
        () => undefined,
        (thrown: unknown) => thrown ?? new Error('not written'),
      )
      this.#waitingBytes -= bytes.length
      for (const each of group) each.settle(error)
      await turn()
    }
    this.#writing = undefined
  }

  #nextGroup(): Waiting[] {
    let bytes = 0
    const end = this.#waiting.findIndex((each) => (bytes += each.bytes) > WRITE_BYTES)
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : Math.max(1, end))
  }

  async #write(bytes: Buffer): Promise<void> {
    if (this.#open && this.#open.length >= SEGMENT_BYTES) await this.#closeSegment()
    const segment = (this.#open ??= await this.#createSegment())
    try {
      await segment.append(bytes)
    } catch (error) {
      await segment.mend().catch((cause: unknown) => {
        this.#world.log.error({ segment: segment.name, error: errorText(cause, 'en') }, 'inbox.not_mended')
      })
      throw error
    }
  }

  async #createSegment(): Promise<OpenSegment> {
    const { folder, root } = this.#options
    const last = Number(this.#segments.at(-1)?.split('-')[0] ?? 0)
    const name = `${String(last + 1).padStart(12, '0')}-${randomBytes(4).toString('hex')}${FRAMES}`
    await mkdir(folder, { recursive: true })
    const segment = await createSegment(name, this.#path(name), [folder, dirname(folder), root, dirname(root)])
    this.#segments.push(name)
    return segment
  }

  async #closeSegment(): Promise<void> {
    const segment = this.#open
    await segment?.mend()
    this.#open = undefined
    await segment?.close()
  }

  async #read(name: string): Promise<Segment> {
    const bytes = await readFile(this.#path(name))
    return decodeFrames(name === this.#open?.name ? bytes.subarray(0, this.#open.length) : bytes)
  }

  /** Its keys outlive a segment: they are on disk before it goes, and it is gone for good before the next is loaded. */
  async #retire(name: string, frames: readonly Frame[]): Promise<void> {
    const { folder } = this.#options
    const now = this.#world.now()
    const kept = keyed(frames).filter(({ at }) => this.#keys.isKept(at, now))
    const newest = kept.at(-1)?.at
    if (newest !== undefined) {
      const file = name.replace(FRAMES, KEYS)
      await writeFile(this.#path(`${file}.part`), JSON.stringify(kept), { flush: true })
      await rename(this.#path(`${file}.part`), this.#path(file))
      await syncFolder(folder)
      this.#keyFiles.push({ name: file, newest })
    }
    await rm(this.#path(name), { force: true })
    const over = this.#keyFiles.filter((each) => !this.#keys.isKept(each.newest, now))
    for (const each of over) await rm(this.#path(each.name), { force: true })
    await syncFolder(folder)
    this.#segments = this.#segments.filter((each) => each !== name)
    this.#keyFiles = this.#keyFiles.filter((each) => !over.includes(each))
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work, work)
    this.#turn = done.catch(() => undefined)
    return done
  }

  #path = (name: string): string => join(this.#options.folder, name)

  #damaged = (name: string) =>
    new SourceError(words, 'damaged', { file: this.#path(name), name: this.#options.name }, { recovery: 'skip' })
}

const lengthOf = (pieces: readonly Buffer[]): number => pieces.reduce((all, { length }) => all + length, 0)

const keyed = (frames: readonly Frame[]) => frames.flatMap(({ request, at }) => (request ? [{ request, at }] : []))

async function* contentOf(frames: readonly Frame[]): AsyncGenerator<Uint8Array> {
  for (const { content } of frames) yield content
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
