import { errorText, inEvery, recoveryOf, SourceError, SvodkaError, type Locale, type World } from '../base/index.ts'
import type { Http, Stream } from '../kit/index.ts'
import type { IngestSource, StreamResult } from './contract.ts'
import { sayable } from './machine-fault.ts'
import { StreamRun, type Counts, type RunContext } from './stream-run.ts'
import { words } from './words.ts'

/** A stream that asks to be tried later gets one more chance in the same run. */
const CHANCES = 2
const DEFAULT_AGAIN_SECONDS = 30
const LONGEST_AGAIN_SECONDS = 300

interface Waiting {
  stream: Stream
  chances: number
  counts: Counts
  seconds: number
}

/**
 * Reads a source's streams one after another (they share its request limit). What an error asks for is done here:
 * `retry` puts the stream last for one more chance, `skip` leaves it out, `stop` leaves the rest of the source unread.
 * Where nobody can be reached, the other streams would wait as long in vain: they are left unread as well.
 */
export async function readSource(
  source: IngestSource,
  http: Http,
  context: RunContext,
  world: World,
): Promise<StreamResult[]> {
  const { locale, signal, part } = context
  const all = source.definition.streams(source.settings)
  const chosen = part === undefined ? all : all.filter((stream) => stream.isInParts)
  const waiting: Waiting[] = chosen.map((stream) => ({
    stream,
    chances: CHANCES,
    counts: { added: 0, changed: 0, unchanged: 0, rejected: 0 },
    seconds: 0,
  }))
  const results: StreamResult[] = []
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { stream } = next
    const startedAt = world.now().getTime()
    const run = new StreamRun(source, stream, context)
    const finish = (asOf: Date | undefined, cause: StreamResult['cause']): StreamResult => ({
      source: source.id,
      stream: stream.name,
      ...sum(next.counts, run.counts),
      seconds: next.seconds + (world.now().getTime() - startedAt) / 1000,
      asOf: asOf?.toISOString() ?? null,
      error: cause?.[locale] ?? null,
      cause,
    })
    try {
      results.push(finish(await run.read(http, world), null))
    } catch (thrown) {
      const error = signal.aborted ? new SvodkaError(words, 'cancelled', {}, { cause: thrown }) : sayable(thrown)
      const recovery = recoveryOf(error)
      const cause = inEvery((each) => errorText(error, each))
      const text = cause[locale]
      world.log.error(
        { stream: stream.name, recovery, code: codeOf(error), error: errorText(error, 'en') },
        'sync.failed',
      )
      context.onProgress({
        kind: 'failed',
        source: source.id,
        stream: stream.name,
        text: words.say(locale, 'progress.failed', { source: source.id, stream: stream.name, cause: text }),
      })
      // what this machine lacks is there no sooner than what nobody can reach
      const isGone = codeOf(error) === 'no_connection' || !(error instanceof SourceError)
      if (recovery === 'retry' && next.chances > 1 && !isGone) {
        const { seconds } = finish(undefined, null)
        waiting.push({ stream, chances: next.chances - 1, counts: sum(next.counts, run.counts), seconds })
        if (waiting.length === 1) await rest(source, stream, error, context, world)
        continue
      }
      results.push(finish(undefined, cause))
      if (recovery === 'stop' || isGone)
        results.push(...waiting.splice(0).map((left) => notRead(source, left, cause, context)))
    }
  }
  return inOrder(results, source)
}

/** Only when nothing else is left to read is the wait spent idle. */
async function rest(
  source: IngestSource,
  stream: Stream,
  error: unknown,
  context: RunContext,
  world: World,
): Promise<void> {
  const asked = error instanceof SvodkaError ? error.retryAfterSeconds : undefined
  const seconds = Math.min(LONGEST_AGAIN_SECONDS, asked ?? DEFAULT_AGAIN_SECONDS)
  const text = words.say(context.locale, 'wait.again', { source: source.id, stream: stream.name, seconds })
  context.onProgress({ kind: 'wait', source: source.id, seconds, text })
  await world.sleep(seconds * 1000, context.signal)
}

const notRead = (
  source: IngestSource,
  { stream, counts, seconds }: Waiting,
  why: Readonly<Record<Locale, string>>,
  { locale }: RunContext,
): StreamResult => {
  const cause = inEvery((each) => words.say(each, 'not_read', { cause: why[each] }))
  return { source: source.id, stream: stream.name, ...counts, seconds, asOf: null, error: cause[locale], cause }
}

const sum = (a: Counts, b: Counts): Counts => ({
  added: a.added + b.added,
  changed: a.changed + b.changed,
  unchanged: a.unchanged + b.unchanged,
  rejected: a.rejected + b.rejected,
})

const codeOf = (error: unknown): string => (error instanceof SvodkaError ? error.code : 'unexpected')

function inOrder(results: StreamResult[], { definition, settings }: IngestSource): StreamResult[] {
  const names = definition.streams(settings).map((stream) => stream.name)
  return results.toSorted((a, b) => names.indexOf(a.stream) - names.indexOf(b.stream))
}
