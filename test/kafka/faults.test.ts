import { alterPartitionReassignmentsV1 } from '@platformatic/kafka'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SvodkaError, World } from '../../src/base/index.ts'
import { checkSettings, type Cursor, type DeliveredContent } from '../../src/kit/index.ts'
import { kafka } from '../../src/sources/index.ts'
import { pinnedWorld } from '../pinned-world.ts'
import { kafkaMissing, startKafka, type TemporaryKafka } from './broker.ts'
import { openWriter, ratingsOf, type Writer } from './workspace.ts'

/** More than one answer of a broker holds. */
const MESSAGES = 4000
const VALUE = JSON.stringify({ operator: 'ann', comment: 'x'.repeat(1000) })

describe.skipIf(kafkaMissing)(`brokers that fail${kafkaMissing ? ` (${kafkaMissing})` : ''}`, () => {
  let cluster: TemporaryKafka
  let writer: Writer
  const { definition } = kafka({ id: 'bus' })

  beforeAll(async () => {
    cluster = await startKafka({ nodes: 2 })
    writer = openWriter(cluster.brokers)
  })

  afterAll(async () => {
    await writer?.close()
    await cluster?.close()
  })

  /** A topic whose one partition stands on a node, with messages. */
  const fill = async (topic: string, node: number) => {
    const assignments = [{ partition: 0, brokers: [node] }]
    await writer.admin.createTopics({ topics: [topic], partitions: -1, replicas: -1, assignments })
    await writer.isKnown(topic)
    for (let at = 0; at < 4; at++)
      await writer.send(
        topic,
        Array.from({ length: MESSAGES / 4 }, () => VALUE),
      )
  }

  /** Reads until the first bytes have come, does something, and reads on; pauses of the source are told to `onPause`. */
  const readAround = async (
    topic: string,
    between: () => Promise<void>,
    onPause: () => Promise<void>,
    after?: Cursor,
  ) => {
    const given = { brokers: cluster.brokers, connectTimeoutSeconds: 2, ...ratingsOf(topic) }
    const settings = checkSettings(definition.settings, given, 'svodka.config.ts')
    const [stream] = definition.streams(settings)
    if (!stream) throw new Error('the source has no stream')
    const pinned = pinnedWorld('2026-01-01T00:00:00Z')
    const world: World = {
      ...pinned,
      async sleep(milliseconds) {
        await pinned.sleep(milliseconds)
        await onPause()
      },
    }
    const neverAsked = () => Promise.reject(new Error('Kafka is not asked over HTTP'))
    const http = { getJson: neverAsked, getText: neverAsked }
    const { signal } = new AbortController()
    const delivered = definition.read({ sourceId: 'bus', settings, stream, after, folder: '.', http, world, signal })
    const found = { offsets: [] as number[], cursor: undefined as Cursor | undefined, error: '' }
    let isFirst = true
    try {
      for await (const { content, cursor } of delivered as AsyncIterable<DeliveredContent>) {
        const pieces: Uint8Array[] = []
        for await (const bytes of content) {
          pieces.push(bytes)
          if (isFirst) await between()
          isFirst = false
        }
        found.offsets.push(...offsetsIn(Buffer.concat(pieces).toString()))
        found.cursor = typeof cursor === 'function' ? cursor() : cursor
      }
    } catch (error) {
      found.error = `${(error as SvodkaError).recovery}: ${(error as Error).message}`
    }
    return { ...found, pauses: pinned.sleeps.length }
  }

  const every = Array.from({ length: MESSAGES }, (_, at) => at)
  const nothing = async () => {}

  test('a broker that restarts in the middle is waited for, and every message comes once', async () => {
    await fill('restarted', 2)
    let isDown = false
    const stop = async () => {
      await cluster.stop(2)
      isDown = true
    }
    const start = async () => {
      if (isDown) await cluster.start(2)
      isDown = false
    }

    const { offsets, error, pauses } = await readAround('restarted', stop, start)

    expect([error, pauses > 0]).toEqual(['', true])
    expect(offsets).toEqual(every)
  })

  test('what came from a broker that stays away is kept, and the next run goes on behind it', async () => {
    await fill('away', 2)

    const first = await readAround('away', () => cluster.stop(2), nothing)
    await cluster.start(2)
    const second = await readAround('away', nothing, nothing, first.cursor)

    expect(first.error).toMatch(
      /^retry: (The connection to Kafka|away: a partition has no leader|Kafka did not answer)/,
    )
    expect(first.offsets.length).toBeGreaterThan(0)
    expect(first.offsets.length).toBeLessThan(MESSAGES)
    expect(second.error).toBe('')
    expect([...first.offsets, ...second.offsets]).toEqual(every)
  })

  test('a partition that moves to another broker in the middle is followed there', async () => {
    await fill('moved', 2)
    const move = async () => {
      const [controller] = (await writer.admin.connectToBrokers([1])).values()
      if (!controller) throw new Error('there is no controller')
      const partitions = [{ partitionIndex: 0, replicas: [1] }]
      await alterPartitionReassignmentsV1.api.async(controller, 10_000, true, [{ name: 'moved', partitions }])
      for (let leader = 2; leader !== 1;) {
        const { topics } = await writer.admin.metadata({ topics: ['moved'], forceUpdate: true })
        leader = topics.get('moved')?.partitions[0]?.leader ?? 2
      }
    }

    const { offsets, error } = await readAround('moved', move, nothing)

    expect(error).toBe('')
    expect(offsets).toEqual(every)
  })

  test('messages that are deleted while they are read end the run with what had come, and the next one says what is missing', async () => {
    await fill('overtaken', 1)
    const remove = async () =>
      void (await writer.admin.deleteRecords({
        topics: [{ name: 'overtaken', partitions: [{ partition: 0, offset: BigInt(MESSAGES - 1) }] }],
      }))

    const first = await readAround('overtaken', remove, nothing)
    const second = await readAround('overtaken', nothing, nothing, first.cursor)

    const next = first.offsets.length
    expect(first.error).toMatch(/^retry: overtaken: messages were deleted while they were being read/)
    expect(first.offsets).toEqual(every.slice(0, next))
    expect(second.error).toContain(`overtaken-0: ${next}–${MESSAGES - 2} (${MESSAGES - 1 - next})`)
    expect(second.error).toMatch(/^skip: calls\.rating: Kafka deleted up to/)
  })

  test('where nobody listens, it is said who was asked', async () => {
    const settings = checkSettings(
      definition.settings,
      { brokers: ['127.0.0.1:1'], ...ratingsOf('any') },
      'svodka.config.ts',
    )
    const world = pinnedWorld('2026-01-01T00:00:00Z')
    const { signal } = new AbortController()
    const http = { getJson: () => Promise.reject(new Error()), getText: () => Promise.reject(new Error()) }

    const asked = definition.check({ sourceId: 'bus', settings, folder: '.', http, world, signal, locale: 'en' })

    await expect(asked).rejects.toThrow(/^Kafka did not answer at 127\.0\.0\.1:1 \(.*ECONNREFUSED.*\)/)
  })
})

const offsetsIn = (text: string): number[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { kafka_offset: number }).kafka_offset)
