import { expect, test } from 'vitest'
import type { Cluster } from './cluster.ts'
import type { Fetched } from './fetch.ts'
import { placesOf } from './position.ts'
import { startReading } from './reading.ts'

const topic = { name: 'orders', id: 'a', partitions: 1 }

/** A broker that answers with so many messages at a time. */
const brokerOf = (answers: number[], asked: number[] = []) =>
  ({
    fetch: async (_: unknown, [wanted]: readonly { next: number }[]) => {
      asked.push(wanted?.next ?? -1)
      const count = answers.shift() ?? 0
      const records = count > 0 ? [{ firstOffset: BigInt(wanted?.next ?? 0), lastOffsetDelta: count - 1 }] : null
      return [{ partitionIndex: 0, highWatermark: 10n, records } as unknown as Fetched]
    },
  }) as unknown as Cluster

const place = (next: number, end: number) => ({ partition: 0, next, end, high: end })

test('a run ends where the partition ended when it began', async () => {
  const asked: number[] = []
  const reading = startReading(brokerOf([4, 4, 4], asked), topic, [place(0, 6)])

  const taken = [await reading.take(true), await reading.take(false)]

  expect(taken.map((answers) => answers?.[0]?.from)).toEqual([0, 4])
  expect([asked, reading.goesOn(), await reading.take(false)]).toEqual([[0, 4], false, undefined])
  expect(reading.cursor()).toMatchObject({ topicId: 'a', next: { 0: 8 } })
})

test('a hole at the end, which a compacted topic may have, does not hold a run up for ever, nor is it passed over', async () => {
  const asked: number[] = []
  const reading = startReading(brokerOf([4, 0, 0, 4], asked), topic, [place(0, 6)])

  for (let answers = await reading.take(true); answers; answers = await reading.take(false));

  expect([asked, reading.goesOn()]).toEqual([[0, 4, 4], false])
  expect(reading.cursor().next).toEqual({ 0: 4 })
})

test('a topic that lost its end, and one under another name', () => {
  const bounds = [{ partition: 0, first: 2, end: 5, high: 5 }]
  const stream = { topic: 'orders', start: 'earliest' } as const
  const after = { topic: 'orders', topicId: 'a', next: { 0: 9 } }

  const rewound = placesOf(stream, topic, bounds, after)
  const other = placesOf({ ...stream, topic: 'others' }, { ...topic, name: 'others' }, bounds, after)

  expect(rewound.losses).toEqual([{ kind: 'rewound', partition: 0, from: 5, to: 8 }])
  expect([rewound.places[0]?.next, other]).toEqual([2, { losses: [], places: [{ ...place(2, 5) }] }])
})
