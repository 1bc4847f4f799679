import { expect, test } from 'vitest'
import { committed, nextOffset } from './committed.ts'
import type { Fetched } from './fetch.ts'

const [TRANSACTIONAL, MARKER] = [0x10, 0x30]

const batch = (first: number, attributes: number, producer: number, values: readonly string[], key?: number[]) => ({
  firstOffset: BigInt(first),
  lastOffsetDelta: values.length - 1,
  attributes,
  producerId: BigInt(producer),
  firstTimestamp: 1000n,
  maxTimestamp: 5000n,
  records: values.map((value, at) => ({
    offsetDelta: at,
    timestampDelta: BigInt(at),
    key: key ? Buffer.from(key) : null,
    value: Buffer.from(value),
    headers: [],
  })),
})
const marker = (at: number, producer: number, isCommit: boolean) =>
  batch(at, MARKER, producer, [''], [0, 0, 0, isCommit ? 1 : 0])

/** As a broker answers; what nobody reads is left out. */
const answer = (records: unknown[], aborted: readonly (readonly [producer: number, first: number])[] = []) =>
  ({
    records,
    abortedTransactions: aborted.map(([producer, first]) => ({
      producerId: BigInt(producer),
      firstOffset: BigInt(first),
    })),
  }) as unknown as Fetched

const values = (fetched: Fetched, from = 0) => [...committed(fetched, from)].map(({ record }) => String(record.value))

test('an aborted transaction of a producer is left out, its committed ones and those of others are kept', () => {
  const fetched = answer(
    [
      batch(0, TRANSACTIONAL, 7, ['aborted']),
      batch(1, TRANSACTIONAL, 8, ['other']),
      batch(2, 0, -1, ['plain']),
      marker(3, 7, false),
      batch(4, TRANSACTIONAL, 7, ['kept']),
      marker(5, 7, true),
      batch(6, TRANSACTIONAL, 7, ['aborted again']),
      marker(7, 7, false),
    ],
    [
      [7, 6],
      [7, 0],
    ],
  )

  expect(values(fetched)).toEqual(['other', 'plain', 'kept'])
  expect(nextOffset(fetched, 0)).toBe(8)
})

test('a transaction whose marker comes in a later answer is left out all the same, and so is its rest there', () => {
  const first = answer([batch(0, TRANSACTIONAL, 7, ['a', 'b'])], [[7, 0]])
  const second = answer([batch(2, TRANSACTIONAL, 7, ['c']), marker(3, 7, false), batch(4, 0, -1, ['d'])], [[7, 0]])

  expect([values(first), values(second, 2)]).toEqual([[], ['d']])
  expect(nextOffset(first, 0)).toBe(2)
})

test('a marker of an aborted transaction without messages takes no committed ones with it', () => {
  const fetched = answer(
    [
      batch(1, TRANSACTIONAL, 0, ['aborted']),
      marker(2, 0, false),
      batch(3, TRANSACTIONAL, 0, ['kept']),
      marker(4, 0, true),
      marker(5, 0, false),
    ],
    [[0, 1]],
  )

  expect(values(fetched)).toEqual(['kept'])
})

test('messages before the place that was asked for came along with their batch and are left out', () => {
  const fetched = answer([batch(10, 0, -1, ['a', 'b', 'c'])])

  expect(values(fetched, 11)).toEqual(['b', 'c'])
  expect([nextOffset(fetched, 11), nextOffset(answer([]), 11)]).toEqual([13, 11])
})

test('a message’s time is its producer’s, or the broker’s where the topic says so', () => {
  const times = (attributes: number) =>
    [...committed(answer([batch(0, attributes, -1, ['a', 'b'])]), 0)].map(({ timestamp }) => timestamp)

  expect([times(0), times(0x08)]).toEqual([
    [1000, 1001],
    [5000, 5000],
  ])
})
