import type { DeliveredContent, ReadRequest } from '../../kit/index.ts'
import { openCluster } from './cluster.ts'
import { committed } from './committed.ts'
import type { Topic } from './contract.ts'
import { fault } from './fault.ts'
import { createLines } from './lines.ts'
import { lossText, placesOf, type Loss, type Place } from './position.ts'
import { startReading, type Reading } from './reading.ts'
import type { KafkaSettings, KafkaStream } from './schema.ts'

/**
 * So much is committed at once, with the offsets that come next: a long backlog goes forward in steps. It is less than a
 * landed file may hold, so that a step is one file and one transaction.
 */
const STEP_BYTES = 32 * 1024 * 1024

/**
 * A topic from the cursor to where its partitions ended when the run began, in steps. What transactions left open is not
 * waited for; what was written meanwhile comes in the next run, save what came along.
 */
export async function* read(request: ReadRequest<KafkaSettings>): AsyncGenerator<DeliveredContent> {
  const { settings, stream, folder, after, signal, world } = request
  const of = settings.streams[stream.name]
  if (!of) return
  const cluster = await openCluster(settings, { folder, world, signal })
  try {
    const topic = await cluster.topic(of.topic)
    const { places, losses } = placesOf(of, topic, await cluster.bounds(topic), after)
    if (losses.length > 0) facesLosses(request, of, losses)
    const reading = startReading(cluster, topic, places)
    const told = losses.map((loss) => `${lossText(topic.name, loss)}: gone before it was read`)
    do {
      yield { kind: 'content', name: of.topic, content: content(reading, told.splice(0)), cursor: reading.cursor }
    } while (reading.goesOn())
    world.log.info({ stream: stream.name, topic: topic.name, lag: lagOf(topic, places) }, 'kafka.lag')
  } finally {
    await cluster.close()
  }
}

/** @throws {SourceError} that says what was lost, unless the settings say to go on with what is there */
function facesLosses({ settings, stream, world }: ReadRequest<KafkaSettings>, of: KafkaStream, losses: Loss[]): void {
  const kind = losses[0]?.kind ?? 'deleted'
  const ranges = losses.map((loss) => lossText(of.topic, loss)).join('; ')
  const messages = losses.reduce((sum, { from, to }) => sum + (to === undefined ? 0 : to - from + 1), 0)
  const values = { stream: stream.name, topic: of.topic, ranges, messages }
  if (settings.afterLoss === 'stop') throw fault(`lost_messages.${kind}`, values, 'skip')
  world.log.warn({ stream: stream.name, topic: of.topic, kind, ranges, messages }, 'kafka.messages_lost')
}

const lagOf = ({ name }: Topic, places: readonly Place[]): Record<string, number> =>
  Object.fromEntries(places.map(({ partition, high, next }) => [`${name}-${partition}`, Math.max(0, high - next)]))

/** A step's lines. Where the network breaks off in the middle, the step ends there, and is loaded before that is told. */
async function* content(reading: Reading, told: readonly string[]): AsyncGenerator<Uint8Array> {
  const lines = createLines()
  for (const text of told) yield* some(lines.tell(text))
  let bytes = 0
  for (let isFirst = true; bytes < STEP_BYTES; isFirst = false) {
    const answers = await reading.take(isFirst)
    if (!answers) break
    for (const { partition, from, response } of answers) {
      for (const message of committed(response, from)) {
        const full = lines.add(reading.topic.name, partition, message)
        if (!full) continue
        bytes += full.length
        yield full
      }
    }
  }
  yield* some(lines.end())
}

const some = (bytes: Uint8Array | undefined): readonly Uint8Array[] => (bytes ? [bytes] : [])
