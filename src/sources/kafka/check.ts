import { errorText, SvodkaError, type Locale } from '../../base/index.ts'
import type { CheckRequest, CheckResult } from '../../kit/index.ts'
import { openCluster, type Cluster } from './cluster.ts'
import { words } from './fault.ts'
import type { KafkaSettings, KafkaStream } from './schema.ts'

/** Connects, and asks of each topic what it holds, without reading it. */
export async function check(request: CheckRequest<KafkaSettings>): Promise<readonly CheckResult[]> {
  const { settings, folder, world, signal, locale } = request
  const cluster = await openCluster(settings, { folder, world, signal, isQuick: true })
  try {
    const values = { brokers: await cluster.brokers(), user: settings.sasl?.user ?? 'none' }
    const lines = [{ ok: true, message: words.say(locale, 'check.connected', values) }]
    for (const [name, stream] of Object.entries(settings.streams))
      lines.push(await streamLine(cluster, name, stream, locale))
    return lines
  } finally {
    await cluster.close()
  }
}

async function streamLine(
  cluster: Cluster,
  stream: string,
  { topic: name }: KafkaStream,
  locale: Locale,
): Promise<CheckResult> {
  try {
    const topic = await cluster.topic(name)
    const bounds = await cluster.bounds(topic)
    const messages = bounds.reduce((sum, { first, high }) => sum + high - first, 0)
    const values = { stream, topic: name, partitions: topic.partitions, messages }
    return { ok: true, message: words.say(locale, 'check.topic', values) }
  } catch (error) {
    if (!(error instanceof SvodkaError)) throw error
    return { ok: false, message: errorText(error, locale) }
  }
}
