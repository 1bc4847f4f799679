import { expect, test } from 'vitest'
import { createLines } from './lines.ts'

const line = (timestamp: number): unknown => {
  const lines = createLines()
  const record = { key: null, value: Buffer.from('{"score":5}'), headers: [] } as never
  lines.add('ratings', 0, { offset: 1, timestamp, record })
  return JSON.parse(Buffer.from(lines.end() ?? []).toString())
}

test('a time after the year 9999, which no warehouse reads, is no reason to refuse the message', () => {
  expect(line(Date.UTC(9999, 11, 31))).toEqual({
    kafka_partition: 0,
    kafka_offset: 1,
    kafka_timestamp: '9999-12-31T00:00:00.000Z',
    score: 5,
  })
  expect(line(8.64e15)).toEqual({ kafka_partition: 0, kafka_offset: 1, score: 5 })
})
