import type { ClusterMetadata, Consumer, fetchV17 } from '@platformatic/kafka'
import type { Topic, Wanted } from './contract.ts'

type Api = (typeof fetchV17)['api']
type Asked = Parameters<Api['async']>[7]

/** What a broker gave of one partition. */
export type Fetched = Awaited<ReturnType<Api['async']>>['responses'][number]['partitions'][number]

/** An answer is taken apart in one go: while that lasts, nothing else of the process runs. */
const ANSWER_BYTES = 2 * 1024 * 1024
const PARTITION_BYTES = 1024 * 1024
const LEAST_BYTES = 1
const ANSWER_WAIT_MILLISECONDS = 500
const COMMITTED = 1
const NO_SESSION = [0, -1] as const
const ANY_EPOCH = -1
/** Up to it a topic is asked for by its name, after it by its id. */
const LAST_BY_NAME = 12

/**
 * What comes next of each partition, asked of the broker that leads it now. The client's own reading of committed messages
 * is passed by: where a transaction that was aborted begins in one answer and ends in another it lets its messages through,
 * and where an aborted one left only its marker it loses committed ones (2.12.1).
 */
export async function fetchFrom(
  consumer: Consumer,
  metadata: ClusterMetadata,
  topic: Topic,
  wanted: readonly Wanted[],
): Promise<readonly Fetched[]> {
  const api = await newestApi(consumer)
  const requests = Map.groupBy(
    wanted,
    ({ partition }) => metadata.topics.get(topic.name)?.partitions[partition]?.leader ?? ANY_EPOCH,
  )
  const answers = [...requests].map(async ([leader, partitions]) => {
    const broker = metadata.brokers.get(leader)
    if (!broker) throw new NoLeader(topic.name, partitions)
    const connection = await consumer.connections.get(broker)
    const asked: Asked = [
      { topicId: api.version > LAST_BY_NAME ? topic.id : topic.name, partitions: partitions.map(ask) },
    ]
    const limits = [ANSWER_WAIT_MILLISECONDS, LEAST_BYTES, ANSWER_BYTES, COMMITTED] as const
    return api.async(connection, ...limits, ...NO_SESSION, asked, [], '')
  })
  return (await Promise.all(answers)).flatMap(({ responses }) => responses.flatMap(({ partitions }) => partitions))
}

/** It may have one a moment later. */
class NoLeader extends Error {
  readonly canRetry = true
  readonly apiId = 'LEADER_NOT_AVAILABLE'
  constructor(topic: string, partitions: readonly Wanted[]) {
    super(`no leader of ${partitions.map(({ partition }) => `${topic}-${partition}`).join(', ')}`)
  }
}

const ask = ({ partition, next }: Wanted): Asked[number]['partitions'][number] => ({
  partition,
  fetchOffset: BigInt(next),
  partitionMaxBytes: PARTITION_BYTES,
  currentLeaderEpoch: ANY_EPOCH,
  lastFetchedEpoch: ANY_EPOCH,
})

/** The newest way to fetch that client and broker both know. */
async function newestApi(consumer: Consumer): Promise<Api> {
  const known = newestApis.get(consumer)
  if (known) return known
  const kafka = await import('@platformatic/kafka')
  const ours = [kafka.fetchV17, kafka.fetchV16, kafka.fetchV15, kafka.fetchV14, kafka.fetchV13, kafka.fetchV12]
  const theirs = (await consumer.listApis()).find(({ name }) => name === 'Fetch')
  const found = ours.find(({ api }) => theirs && theirs.minVersion <= api.version && api.version <= theirs.maxVersion)
  if (!found) throw new kafka.UnsupportedApiError('This version of Kafka cannot be read: 3.5 or newer is needed.')
  // older answers lack only fields that nobody here reads
  const api = found.api as unknown as Api
  newestApis.set(consumer, api)
  return api
}

const newestApis = new WeakMap<Consumer, Api>()
