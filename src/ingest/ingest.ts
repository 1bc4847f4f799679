import { rm } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { errorText, inEvery, RequestError, SvodkaError, type Locale, type World } from '../base/index.ts'
import type { CheckResult, StreamLag } from '../kit/index.ts'
import type {
  Ingest,
  IngestOptions,
  IngestSource,
  OnProgress,
  StreamResult,
  SyncOptions,
  SyncResult,
} from './contract.ts'
import { createHttp } from './http.ts'
import { sayable } from './machine-fault.ts'
import { noted, replay } from './noted.ts'
import { readSource } from './source-run.ts'
import type { RunContext } from './stream-run.ts'
import { words } from './words.ts'

/** Makes the part that runs sources. One sync at a time: landed files of a running one would look like leftovers. */
export function createIngest(options: IngestOptions): Ingest {
  let running: { runId: string; isBrief: boolean; ended: Promise<unknown> } | undefined
  let firstReads: readonly string[] = []
  const alone = async <T>(
    { isBrief, waits }: { isBrief: boolean; waits: boolean },
    start: (runId: string) => Promise<T>,
  ): Promise<T> => {
    while (running && (waits || running.isBrief)) await running.ended
    if (running) throw new RequestError(words, 'busy', { runId: running.runId }, { recovery: 'retry' })
    const runId = options.world.now().toISOString().replace(/[-:.]/g, '')
    const run = start(runId).catch((error: unknown) => {
      throw sayable(error)
    })
    const ended = run.catch(() => undefined).then(() => (running = undefined))
    running = { runId, isBrief, ended }
    return run.finally(() => ended)
  }
  return {
    async sync(request, onProgress) {
      const chosen = chosenSources(options.sources, request.sources)
      if (request.part !== undefined) refuseWithoutParts(chosen)
      const { isBrief = false, isScheduled = false, mode } = request
      const trigger = isBrief ? 'received' : isScheduled ? 'schedule' : 'person'
      return alone({ isBrief, waits: isScheduled }, async (runId) => {
        firstReads =
          mode === 'full' ? [] : await neverRead(options, isScheduled ? openOf(chosen, options.world) : chosen)
        const work = () => sync(options, chosen, request, runId, onProgress)
        return noted(options, { id: runId, mode, trigger }, work).finally(() => (firstReads = []))
      })
    },
    async replay(source, stream) {
      const [chosen] = chosenSources(options.sources, [source])
      const known = chosen?.definition.streams(chosen.settings).map(({ name }) => name) ?? []
      if (!known.includes(stream))
        throw new RequestError(words, 'unknown_stream', { source, stream, known: known.join(', ') })
      return alone({ isBrief: false, waits: false }, (runId) => replay(options, source, stream, runId))
    },
    firstReads: () => firstReads,
    check: (id, locale) => check(options, id, locale),
    lag: (id) => lag(options, id),
  }
}

function chosenSources(all: readonly IngestSource[], ids: readonly string[] | undefined): readonly IngestSource[] {
  if (!ids) return all
  return ids.map((id) => {
    const found = all.find((source) => source.id === id)
    if (!found)
      throw new RequestError(words, 'unknown_source', { source: id, known: all.map((source) => source.id).join(', ') })
    return found
  })
}

async function neverRead({ warehouse }: IngestOptions, chosen: readonly IngestSource[]): Promise<readonly string[]> {
  const read = await warehouse.sourcesRead()
  return chosen.flatMap(({ id }) => (read.has(id) ? [] : [id]))
}

function refuseWithoutParts(chosen: readonly IngestSource[]): void {
  for (const { id, definition, settings } of chosen)
    if (!definition.streams(settings).some((stream) => stream.isInParts))
      throw new RequestError(words, 'no_parts', { source: id })
}

async function sync(
  { warehouse, folder, world: outer, timeoutSeconds, contentFileBytes, inbox }: IngestOptions,
  chosen: readonly IngestSource[],
  { mode, locale, part, isScheduled = false, signal = new AbortController().signal }: SyncOptions,
  runId: string,
  onProgress: OnProgress,
): Promise<SyncResult> {
  const world: World = { ...outer, log: outer.log.with({ runId }) }
  const startedAt = world.now().getTime()
  world.log.info({ mode, sources: chosen.map((source) => source.id) }, 'sync.started')
  const results: StreamResult[] = []
  if (mode !== 'full') {
    await dropLeftovers(warehouse, world)
    if (mode === 'refetch') for (const { id } of chosen) await warehouse.forgetCursors(id)
    const runs = chosen.map((source) => {
      const own: World = { ...world, log: world.log.with({ source: source.id }) }
      if (isScheduled && isClosed(source, own, locale, onProgress)) return []
      const received = inbox?.of(source.id)
      const shared = { warehouse, folder, locale, part, signal, onProgress, runId, contentFileBytes }
      const context: RunContext = { ...shared, received, world: own }
      return readSource(source, httpFor(source, own, locale, onProgress, timeoutSeconds), context, own)
    })
    results.push(...(await Promise.all(runs)).flat())
  }
  const failed = await buildTables(warehouse, mode, { locale, world, onProgress })
  if (failed) results.push(failed)
  const seconds = (world.now().getTime() - startedAt) / 1000
  const isComplete = results.every((result) => result.error === null)
  world.log.info({ seconds, isComplete }, 'sync.ended')
  return { runId, streams: results, seconds, isComplete }
}

const closedUntil = ({ definition, settings }: IngestSource, world: World) =>
  definition.closedUntil?.(settings, world.now())

const openOf = (sources: readonly IngestSource[], world: World): readonly IngestSource[] =>
  sources.filter((source) => closedUntil(source, world) === undefined)

/** A source that has hours of its own, and this is not one of them: no fault, and nothing to tell administrators. */
function isClosed(source: IngestSource, world: World, locale: Locale, onProgress: OnProgress): boolean {
  const until = closedUntil(source, world)
  if (until === undefined) return false
  world.log.info({ until }, 'sync.closed')
  const { id } = source
  onProgress({ kind: 'closed', source: id, until, text: words.say(locale, 'progress.closed', { source: id, until }) })
  return true
}

/** Files of a run that was killed before it committed: the cursor stands before them, so they will come again. */
async function dropLeftovers(warehouse: IngestOptions['warehouse'], world: World): Promise<void> {
  for (const file of await warehouse.orphans()) {
    await rm(isAbsolute(file) ? file : join(warehouse.rawFolder, file), { force: true })
    world.log.warn({ file }, 'sync.leftover_dropped')
  }
}

/** Even when sources failed: what did come is shown. @returns a line of the summary when the tables could not be built */
async function buildTables(
  warehouse: IngestOptions['warehouse'],
  mode: SyncOptions['mode'],
  { locale, world, onProgress }: { locale: Locale; world: World; onProgress: OnProgress },
): Promise<StreamResult | undefined> {
  const startedAt = world.now().getTime()
  try {
    onProgress({ kind: 'build', text: words.say(locale, 'progress.build') })
    const tell = (done: number, all: number) =>
      onProgress({ kind: 'rebuild', done, all, text: words.say(locale, 'progress.rebuild', { done, all }) })
    const { models } = mode === 'full' ? await warehouse.rebuild(tell) : await warehouse.build()
    world.log.info({ models: models.length }, 'sync.built')
    return undefined
  } catch (error) {
    world.log.error({ error: errorText(error, 'en') }, 'sync.build_failed')
    return {
      source: 'warehouse',
      stream: 'models',
      added: 0,
      changed: 0,
      unchanged: 0,
      rejected: 0,
      seconds: (world.now().getTime() - startedAt) / 1000,
      asOf: null,
      error: errorText(error, locale),
      cause: inEvery((each) => errorText(error, each)),
    }
  }
}

function httpFor(
  source: IngestSource,
  world: World,
  locale: Locale,
  onProgress: OnProgress,
  timeoutSeconds: number | undefined,
) {
  const vendor = source.definition.title
  return createHttp(
    {
      vendor,
      ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
      onWait: ({ reason, seconds, cause }) => {
        const text = words.say(locale, `wait.${reason}`, { source: source.id, vendor, seconds, cause })
        onProgress({ kind: 'wait', source: source.id, seconds, text })
      },
    },
    world,
  )
}

/** The first attempt's answer is what a person who checks wants to see: few attempts, no long waits. */
const CHECK_ATTEMPTS = 2
const CHECK_WAIT_SECONDS = 60

async function check(options: IngestOptions, id: string, locale: Locale): Promise<readonly CheckResult[]> {
  const [source] = chosenSources(options.sources, [id])
  if (!source) return []
  try {
    return await source.definition.check({ ...quickQuestion(options, source), locale })
  } catch (error) {
    if (!(error instanceof SvodkaError)) throw error
    return [{ ok: false, message: errorText(error, locale) }]
  }
}

async function lag(options: IngestOptions, id: string): Promise<readonly StreamLag[]> {
  const [source] = chosenSources(options.sources, [id])
  if (!source?.definition.lag) return []
  const names = source.definition.streams(source.settings).map(({ name }) => name)
  const known = names.map(async (name) => [name, await options.warehouse.cursor(id, name)] as const)
  const cursors = Object.fromEntries(await Promise.all(known))
  return source.definition.lag({ ...quickQuestion(options, source), cursors })
}

/** What a source gets that is asked outside of a run. */
function quickQuestion({ folder, timeoutSeconds = 20, inbox, world: outer }: IngestOptions, source: IngestSource) {
  const { id: sourceId, definition, settings } = source
  const received = inbox?.of(sourceId)
  const world: World = { ...outer, log: outer.log.with({ source: sourceId }) }
  const limits = { attempts: CHECK_ATTEMPTS, waitBudgetSeconds: CHECK_WAIT_SECONDS, timeoutSeconds }
  const http = createHttp({ vendor: definition.title, ...limits }, world)
  return { sourceId, settings, folder, http, received, world, signal: new AbortController().signal }
}
