import type { LagRequest, StreamLag } from '../../kit/index.ts'
import { openCluster } from './cluster.ts'
import { placesOf } from './position.ts'
import type { KafkaSettings } from './schema.ts'

/** Messages of each partition after the last that was loaded, transactions that are still open included. */
export async function lag(request: LagRequest<KafkaSettings>): Promise<readonly StreamLag[]> {
  const { settings, folder, world, signal, cursors } = request
  const cluster = await openCluster(settings, { folder, world, signal, isQuick: true })
  try {
    const all: StreamLag[] = []
    for (const [stream, of] of Object.entries(settings.streams)) {
      const topic = await cluster.topic(of.topic)
      const { places } = placesOf(of, topic, await cluster.bounds(topic), cursors[stream])
      const parts = places.map(({ partition, high, next }) => ({
        name: `${topic.name}-${partition}`,
        messages: Math.max(0, high - next),
      }))
      all.push({ stream, messages: parts.reduce((sum, { messages }) => sum + messages, 0), parts })
    }
    return all
  } finally {
    await cluster.close()
  }
}
