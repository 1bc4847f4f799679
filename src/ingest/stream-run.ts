import { SvodkaError, type Locale, type MessageValues, type World } from '../base/index.ts'
import type { Cursor, DeliveredContent, DeliveredFile, Http, Received, RecordPage, Stream } from '../kit/index.ts'
import type { LandedBatch, LandingBatch, LoadResult, Warehouse } from '../warehouse/index.ts'
import type { IngestSource, OnProgress, StreamResult, SyncProgress } from './contract.ts'
import { startArrayLanding } from './array-landing.ts'
import { dropLanded, landContent } from './content-landing.ts'
import {
  ContentChanged,
  contentOf,
  landFile,
  lookAt,
  startLanding,
  type Content,
  openRecordFile,
  type Landed,
  type RecordFile,
} from './landing.ts'
import { words } from './words.ts'

/** A batch is loaded when it has so many pages, bytes or seconds, whichever comes first. */
const BATCH_PAGES = 100
const BATCH_BYTES = 16 * 1024 * 1024
const BATCH_SECONDS = 30
/** A file that changed later than this before it was looked at may change again without another time: some file systems count in twos. */
const SETTLED_SECONDS = 2

/** What the runs of a sync share. */
export interface RunContext {
  warehouse: Warehouse
  folder: string
  world: World
  locale: Locale
  /** only this part of streams in parts, or all of them */
  part?: number | 'all' | undefined
  signal: AbortSignal
  onProgress: OnProgress
  /** what loads is noted under it */
  runId: string
  contentFileBytes: number | undefined
  /** of a source that receives: what came */
  received: Received | undefined
}

export type Counts = Pick<StreamResult, 'added' | 'changed' | 'unchanged' | 'rejected'>

/** One stream of one source being read: pages gather in a file, files are copied, both are loaded; counts add up. */
export class StreamRun {
  readonly counts: Counts = { added: 0, changed: 0, unchanged: 0, rejected: 0 }
  readonly #source: IngestSource
  readonly #stream: Stream
  readonly #context: RunContext
  #open: RecordFile | undefined
  #openedAt = 0
  #pages = 0
  #records = 0
  #cursor: Cursor | undefined
  #fileAsOf: Date | undefined
  #hasFiles = false
  #fileFault: SvodkaError | undefined
  /** by name: sha256 of what a file said when it was last read and, unless it had just changed, how it stood on the disk */
  #files = new Map<string, string>()
  #after: Cursor = {}

  constructor(source: IngestSource, stream: Stream, context: RunContext) {
    this.#source = source
    this.#stream = stream
    this.#context = context
  }

  /** Reads to the end. What had come before an error is loaded all the same. @returns up to when the stream is whole now */
  async read(http: Http, world: World): Promise<Date | undefined> {
    const { warehouse, folder, part, received, signal } = this.#context
    const startedAt = world.now()
    const after = await warehouse.cursor(this.#source.id, this.#stream.name)
    this.#after = after ?? {}
    this.#files = new Map(Object.entries((after?.['files'] ?? {}) as Record<string, string>))
    const { definition, settings, id: sourceId } = this.#source
    try {
      for await (const delivery of definition.read({
        sourceId,
        settings,
        stream: this.#stream,
        after,
        part: part === 'all' ? undefined : part,
        folder,
        received,
        http,
        world,
        signal,
      })) {
        signal.throwIfAborted()
        if (delivery.kind === 'page') await this.#takePage(delivery)
        else if (delivery.kind === 'file') await this.#takeFile(delivery)
        else await this.#takeContent(delivery)
      }
    } catch (error) {
      await this.#load(undefined)
      throw error
    }
    if (this.#fileFault) {
      await this.#load(undefined)
      throw this.#fileFault
    }
    const asOf = this.#hasFiles ? this.#fileAsOf : startedAt
    await this.#load(asOf)
    return asOf
  }

  async #takePage({ records, cursor }: RecordPage): Promise<void> {
    const now = this.#context.world.now()
    if (records.length > 0) {
      this.#open ??= await this.#openFile(now)
      await this.#open.append(records)
    }
    this.#pages += 1
    this.#records += records.length
    if (cursor) this.#cursor = cursor
    this.#tell({ kind: 'page', ...this.#place, records: this.#records }, 'progress.page', { records: this.#records })
    const isOld = now.getTime() - this.#openedAt >= BATCH_SECONDS * 1000
    if (this.#open && (this.#pages >= BATCH_PAGES || this.#open.bytes >= BATCH_BYTES || isOld))
      await this.#load(undefined)
  }

  async #openFile(now: Date): Promise<RecordFile> {
    this.#openedAt = now.getTime()
    this.#pages = 0
    return openRecordFile(this.#context.warehouse.rawFolder, this.#folder, now)
  }

  /** Loads what has gathered; with nothing gathered, keeps how far reading got. */
  async #load(asOf: Date | undefined): Promise<void> {
    const file = this.#open
    const progress = { ...(this.#cursor && { cursor: this.#cursor }), ...(asOf && { asOf }) }
    this.#open = undefined
    this.#cursor = undefined
    if (file) await this.#loadLanded(await file.land(), 'ndjson', progress)
    else if (progress.cursor || progress.asOf) {
      await this.#context.warehouse.mark(this.#source.id, this.#stream.name, progress)
    }
  }

  /** A file that cannot be read is told when all others have been. */
  async #takeFile(delivered: DeliveredFile): Promise<void> {
    this.#hasFiles = true
    this.#noteAsOf(delivered.asOf)
    try {
      await this.#loadFile(delivered)
    } catch (error) {
      if (!(error instanceof SvodkaError) || error.recovery === 'stop') throw error
      this.#fileFault ??= error
    }
  }

  #noteAsOf(asOf: Date | undefined): void {
    if (asOf && (this.#fileAsOf === undefined || asOf > this.#fileAsOf)) this.#fileAsOf = asOf
  }

  async #loadFile(delivered: DeliveredFile): Promise<void> {
    const { name } = delivered
    const isNew = await this.#loadIfNew(delivered)
    this.#tell({ kind: 'file', ...this.#place, name, isNew }, isNew ? 'progress.file' : 'progress.same_file', { name })
  }

  /** A file that stands on the disk as it did is not even read; of another its content tells. @returns whether it said something new */
  async #loadIfNew(delivered: DeliveredFile): Promise<boolean> {
    const { warehouse, world } = this.#context
    const { name, path } = delivered
    const { bytes, state, changedAt } = await lookAt(path)
    const known = this.#files.get(name)
    if (known?.endsWith(` ${state}`)) return false
    const isSettled = world.now().getTime() - changedAt.getTime() >= SETTLED_SECONDS * 1000
    const seenAs = (sha256: string) => (isSettled ? `${sha256} ${state}` : sha256)
    const mayBeKnown = await warehouse.hasLoadedSize(this.#source.id, this.#stream.name, bytes)
    const content = mayBeKnown ? await contentOf(path) : undefined
    const isNew = content === undefined || (await this.#isNewContent(known, content.sha256))
    let seen = content && seenAs(content.sha256)
    if (isNew) {
      await this.#loadNew(delivered, content, (sha256) => this.#cursorAfter(delivered, (seen = seenAs(sha256))))
    } else if (seen) this.#cursor = this.#cursorAfter(delivered, seen)
    if (seen) this.#files.set(name, seen)
    return isNew
  }

  /** Reads a file whose content was not hashed yet while it lands; one that changes meanwhile is landed first. */
  async #loadNew(
    delivered: DeliveredFile,
    content: Content | undefined,
    cursorAfter: (sha256: string) => Cursor,
  ): Promise<void> {
    const { warehouse, world } = this.#context
    const { format } = this.#stream
    const { part } = delivered
    const told = { ...(delivered.asOf && { asOf: delivered.asOf }), ...(part !== undefined && { part }) }
    const to = { rawFolder: warehouse.rawFolder, folder: this.#folder, format, at: world.now() }
    const withCursor = ({ sha256 }: { sha256: string }) => ({ sha256, cursor: cursorAfter(sha256) })
    const started =
      (format === 'json' ? await startArrayLanding(delivered.path, to) : undefined) ??
      (content === undefined ? await startLanding(delivered.path, to) : undefined)
    if (started) {
      const { landed, drop, ...landing } = started
      try {
        return await this.#loadBatch({ ...landing, landed: async () => withCursor(await landed()), ...told })
      } catch (error) {
        await drop()
        if (!(error instanceof ContentChanged)) throw error
      }
    }
    const landed = await landFile(delivered, to, content)
    await this.#loadBatch({ ...landed, ...withCursor(landed), ...told })
  }

  /** A file that goes back to what it said earlier is new: the warehouse holds what it said in between. */
  async #isNewContent(known: string | undefined, sha256: string): Promise<boolean> {
    if (known !== undefined) return !known.startsWith(sha256)
    return !(await this.#context.warehouse.hasLoaded(this.#source.id, this.#stream.name, sha256))
  }

  /**
   * Lands all of it before anything is loaded, so that the vendor has done its part early and a break leaves nothing.
   * The cursor says what was loaded last, file by file: the same beginning again is not loaded again, and a run that was
   * killed between two files goes on with what it says. The source's own cursor moves with the last file.
   */
  async #takeContent(delivered: DeliveredContent): Promise<void> {
    await this.#load(undefined)
    const { warehouse, world, signal, contentFileBytes: fileBytes } = this.#context
    const { rawFolder } = warehouse
    const { format } = this.#stream
    const { name, asOf } = delivered
    if (asOf) this.#hasFiles = true
    this.#noteAsOf(asOf)
    const onFile = (bytes: number) => {
      const megabytes = Math.ceil(bytes / 1_000_000)
      this.#tell({ kind: 'content', ...this.#place, name, bytes }, 'progress.content', { name, megabytes })
    }
    const to = { rawFolder, folder: this.#folder, format, at: world.now(), fileBytes, signal, onFile }
    await this.#loadContent(delivered, await landContent(delivered, to))
  }

  async #loadContent({ name, cursor: told = {} }: DeliveredContent, waiting: Landed[]): Promise<void> {
    const cursor = typeof told === 'function' ? told() : told
    const { rawFolder } = this.#context.warehouse
    const known = (this.#after['contents'] ?? {}) as Record<string, readonly string[]>
    const before = known[name] ?? []
    const loaded: string[] = []
    const withLoaded = (own: Cursor): Cursor => ({ ...own, contents: { ...known, [name]: loaded } })
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        this.#context.signal.throwIfAborted()
        const isSame = loaded.every((sha256, at) => sha256 === before[at]) && before[loaded.length] === next.sha256
        loaded.push(next.sha256)
        const own = waiting.length === 0 ? cursor : this.#after
        if (isSame) await dropLanded(rawFolder, [next])
        else await this.#loadLanded(next, this.#stream.format, { cursor: withLoaded(own) })
      }
    } finally {
      await dropLanded(rawFolder, waiting)
    }
    this.#after = loaded.length > 0 ? withLoaded(cursor) : { ...cursor, contents: known }
    this.#cursor = this.#after
  }

  /** The source's own cursor, or what each of its files said last. */
  #cursorAfter({ name, cursor }: DeliveredFile, seen: string): Cursor {
    return cursor ?? { files: Object.fromEntries(new Map(this.#files).set(name, seen)) }
  }

  async #loadLanded(
    landed: Landed,
    format: Stream['format'],
    progress: { cursor?: Cursor; asOf?: Date },
  ): Promise<void> {
    await this.#loadBatch({ ...landed, ...progress }, format)
  }

  async #loadBatch(landed: Omit<LandedBatch, Told> | Omit<LandingBatch, Told>, format = this.#stream.format) {
    const { warehouse, world, runId } = this.#context
    const result = await warehouse.load({ ...this.#place, ...landed, format, landedAt: world.now(), run: runId })
    this.#count(result)
    const { added, changed, unchanged, rejected } = result
    const counts = { added, changed, unchanged, rejected }
    world.log.info({ stream: this.#stream.name, file: landed.file, bytes: landed.bytes, ...counts }, 'sync.loaded')
    this.#tell({ kind: 'loaded', ...this.#place, ...counts }, 'progress.loaded', { added, changed })
  }

  #count(result: LoadResult): void {
    for (const key of ['added', 'changed', 'unchanged', 'rejected'] as const) this.counts[key] += result[key]
  }

  get #place() {
    return { source: this.#source.id, stream: this.#stream.name }
  }

  /** `<source>/<stream>`; names of streams come from settings, so only plain characters become a folder. */
  get #folder(): string {
    return `${this.#source.id}/${this.#stream.name.replace(/[^\w.-]/g, '_').replace(/^\.+/, '_')}`
  }

  #tell(event: Untold, key: string, values: MessageValues): void {
    const text = words.say(this.#context.locale, key, { ...this.#place, ...values })
    this.#context.onProgress({ ...event, text } as SyncProgress)
  }
}

/** What every batch of a run says alike. */
type Told = 'source' | 'stream' | 'format' | 'landedAt' | 'run'

type Untold = SyncProgress extends infer Event ? (Event extends SyncProgress ? Omit<Event, 'text'> : never) : never
