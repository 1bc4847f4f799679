import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { isAbsolute, join } from 'node:path'
import type { ConnectionOptions } from 'node:tls'
import type { ClusterMetadata, Consumer } from '@platformatic/kafka'
import { nearest, type World } from '../../base/index.ts'
import type { Bounds, Topic, Wanted } from './contract.ts'
import { explained, isPassing, type Doing } from './errors.ts'
import { fault } from './fault.ts'
import { fetchFrom, type Fetched } from './fetch.ts'
import type { KafkaSettings, KafkaTls } from './schema.ts'

/** Kafka as this source needs it, without a consumer group: who reads what is decided here, and so is how far. */
export interface Cluster {
  /** how many brokers answer for it */
  brokers(): Promise<number>
  /** @throws {SourceError} where there is none, with the nearest name */
  topic(name: string): Promise<Topic>
  bounds(topic: Topic): Promise<readonly Bounds[]>
  /** what comes next of these partitions, of each about a megabyte, of each broker about two */
  fetch(topic: Topic, wanted: readonly Wanted[]): Promise<readonly Fetched[]>
  close(): Promise<void>
}

const PORT = 9092
const LATEST = -1n
const EARLIEST = -2n
const UNCOMMITTED = 0
const COMMITTED = 1

/** Between attempts while brokers restart or leaders move: 15 s in all. */
const PAUSE_SECONDS = [1, 2, 4, 8]
const FEWER_PAUSES = [1]

export interface Surroundings {
  folder: string
  world: World
  signal: AbortSignal
  /** a person waits for the answer */
  isQuick?: boolean
}

/** Makes the client; nothing is connected before the first question. Waiting ends when the signal says so. */
export async function openCluster(settings: KafkaSettings, around: Surroundings): Promise<Cluster> {
  const { folder, world, signal, isQuick = false } = around
  signal.throwIfAborted()
  const { Consumer: Client } = await import('@platformatic/kafka')
  const consumer: Consumer = new Client(await clientOptions(settings, folder))
  const doing: Doing = { brokers: settings.brokers, user: settings.sasl?.user }
  const pauses = isQuick ? FEWER_PAUSES : PAUSE_SECONDS
  const close = () => consumer.close(true)
  const stop = () => void close()
  signal.addEventListener('abort', stop, { once: true })

  /** Asks again after a pause, and looks anew who leads what, as long as the trouble may pass. */
  const patiently = async <T>(topic: string | undefined, ask: (isAgain: boolean) => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await ask(attempt > 0)
      } catch (error) {
        signal.throwIfAborted()
        const pause = pauses[attempt]
        if (pause === undefined || !isPassing(error)) throw explained(error, { ...doing, topic })
        const { message } = explained(error, { ...doing, topic })
        world.log.debug({ topic, cause: message, seconds: pause }, 'kafka.again')
        await world.sleep(pause * 1000, signal)
      }
    }
  }
  return {
    brokers: () =>
      patiently(undefined, async () => (await consumer.metadata({ topics: [], forceUpdate: true })).brokers.size),
    topic: (name) =>
      patiently(name, async () => {
        const found = await metadataOf(consumer, name, true)
        if (!found) throw await noTopic(name, settings, folder)
        return found.topic
      }),
    bounds: (topic) => patiently(topic.name, (isAgain) => boundsOf(consumer, topic, isAgain)),
    fetch: (topic, wanted) =>
      patiently(topic.name, async (isAgain) => {
        const found = await metadataOf(consumer, topic.name, isAgain)
        if (!found) throw await noTopic(topic.name, settings, folder)
        return fetchFrom(consumer, found.metadata, topic, wanted)
      }),
    async close() {
      signal.removeEventListener('abort', stop)
      await close()
    },
  }
}

async function clientOptions(settings: KafkaSettings, folder: string) {
  const { brokers, sasl, connectTimeoutSeconds, timeoutSeconds } = settings
  const tls = await tlsOptions(settings, folder)
  return {
    // a name that a client must have; no group of that name is ever joined
    clientId: 'svodka',
    groupId: 'svodka',
    bootstrapBrokers: brokers.map(brokerOf),
    connectTimeout: connectTimeoutSeconds * 1000,
    requestTimeout: timeoutSeconds * 1000,
    // asking again is this file's own business
    retries: 0,
    // an address has no name to ask for
    ...(tls && { tls, tlsServerName: !brokers.map(brokerOf).some(({ host }) => isIP(host)) }),
    ...(sasl && { sasl: { mechanism: sasl.mechanism, username: sasl.user, password: sasl.password.reveal() } }),
  }
}

function brokerOf(text: string): { host: string; port: number } {
  const [, host = text, port] = /^(.*?)(?::(\d+))?$/.exec(text) ?? []
  return { host: host.replace(/^\[(.+)\]$/, '$1'), port: Number(port ?? PORT) }
}

const isThisMachine = ({ host }: { host: string }): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host)

async function tlsOptions(settings: KafkaSettings, folder: string): Promise<ConnectionOptions | undefined> {
  const tls: KafkaTls = settings.tls ?? (settings.brokers.map(brokerOf).every(isThisMachine) ? 'off' : 'verify')
  if (tls === 'off') return undefined
  if (tls === 'require') return { rejectUnauthorized: false }
  if (tls === 'verify') return {}
  const read = async (path: string) => {
    const whole = isAbsolute(path) ? path : join(folder, path)
    try {
      return await readFile(whole, 'utf8')
    } catch (error) {
      throw fault('no_file', { path: whole, cause: (error as NodeJS.ErrnoException).code ?? String(error) }, 'stop')
    }
  }
  return {
    ...(tls.ca && { ca: await read(tls.ca) }),
    ...(tls.certificate && { cert: await read(tls.certificate) }),
    ...(tls.key && { key: await read(tls.key) }),
  }
}

interface FoundTopic {
  topic: Topic
  metadata: ClusterMetadata
}

/** Undefined where the cluster has no such topic. */
async function metadataOf(consumer: Consumer, name: string, isFresh: boolean): Promise<FoundTopic | undefined> {
  try {
    const metadata = await consumer.metadata({ topics: [name], forceUpdate: isFresh })
    const found = metadata.topics.get(name)
    return found && { metadata, topic: { name, id: found.id, partitions: found.partitionsCount } }
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Unknown topic')) return undefined
    throw error
  }
}

async function noTopic(name: string, settings: KafkaSettings, folder: string): Promise<Error> {
  const { Admin } = await import('@platformatic/kafka')
  const { groupId: _, ...options } = await clientOptions(settings, folder)
  const admin = new Admin(options)
  try {
    const known = (await admin.listTopics()).toSorted()
    const shown = known.slice(0, SHOWN_TOPICS).join(', ')
    return fault('no_topic', { topic: name, nearest: nearest(name, known) ?? 'none', known: shown || '–' }, 'skip')
  } finally {
    await admin.close()
  }
}

const SHOWN_TOPICS = 50

async function boundsOf(consumer: Consumer, { name, partitions }: Topic, isAgain: boolean): Promise<readonly Bounds[]> {
  if (isAgain) consumer.clearMetadata()
  const list = async (timestamp: bigint, isolationLevel: number) => {
    const offsets = await consumer.listOffsets({ topics: [name], timestamp, isolationLevel })
    return offsets.get(name) ?? []
  }
  // the end of what may be read first: it never passes the end of what is there
  const ends = await list(LATEST, COMMITTED)
  const [highs, firsts] = await Promise.all([list(LATEST, UNCOMMITTED), list(EARLIEST, UNCOMMITTED)])
  return Array.from({ length: partitions }, (_, partition) => ({
    partition,
    first: Number(firsts[partition] ?? 0n),
    end: Number(ends[partition] ?? 0n),
    high: Number(highs[partition] ?? 0n),
  }))
}
