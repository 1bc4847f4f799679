import { SvodkaError } from '../../base/index.ts'
import type { Cursor, LagRequest, StreamLag } from '../../kit/index.ts'
import { openCluster, type Cluster } from './cluster.ts'
import { placesOf } from './position.ts'
import type { KafkaSettings, KafkaStream } from './schema.ts'

/**
 * Messages of each partition after the last that was loaded, transactions that are still open included. A topic that is not
 * there, or may not be seen, is left out: whoever reads it says so.
 */
export async function lag(request: LagRequest<KafkaSettings>): Promise<readonly StreamLag[]> {
  const { settings, folder, world, signal, cursors } = request
  const cluster = await openCluster(settings, { folder, world, signal, isQuick: true })
  try {
    const all: StreamLag[] = []
    for (const [stream, of] of Object.entries(settings.streams)) {
      const found = await streamLag(cluster, stream, of, cursors[stream])
      if (found) all.push(found)
    }
    return all
  } finally {
    await cluster.close()
  }
}

async function streamLag(
  cluster: Cluster,
  stream: string,
  of: KafkaStream,
  after: Cursor | undefined,
): Promise<StreamLag | undefined> {
  try {
    const topic = await cluster.topic(of.topic)
    const { places } = placesOf(of, topic, await cluster.bounds(topic), after)
    const parts = places.map(({ partition, high, next }) => ({
      name: `${topic.name}-${partition}`,
      messages: Math.max(0, high - next),
    }))
    return { stream, messages: parts.reduce((sum, { messages }) => sum + messages, 0), parts }
  } catch (error) {
    if (error instanceof SvodkaError && error.recovery === 'skip') return undefined
    throw error
  }
}
