import type { KafkaRecord, RecordsBatch } from '@platformatic/kafka'
import type { Fetched } from './fetch.ts'

const TRANSACTIONAL = 0x10
const CONTROL = 0x20
const STAMPED_BY_BROKER = 0x08
const COMMIT = 1

/** One message as it stands in its topic. */
export interface Message {
  offset: number
  /** milliseconds */
  timestamp: number
  record: KafkaRecord
}

/**
 * The messages of one partition that count, in their order: those of transactions that were committed, none of markers.
 * The broker names the transactions that were aborted; where one ends is told by its marker among the batches, which may
 * come in a later answer.
 * @param from messages before it came along with their batch and were read earlier
 */
export function* committed(partition: Fetched, from: number): Generator<Message> {
  const coming = (partition.abortedTransactions ?? []).toSorted((a, b) => Number(a.firstOffset - b.firstOffset))
  const aborted = new Set<bigint>()
  for (const batch of partition.records ?? []) {
    while (coming[0] && coming[0].firstOffset <= batch.firstOffset + BigInt(batch.lastOffsetDelta))
      aborted.add(coming.shift()?.producerId ?? -1n)
    if (batch.attributes & CONTROL) {
      if (!isCommit(batch)) aborted.delete(batch.producerId)
    } else if (!(batch.attributes & TRANSACTIONAL && aborted.has(batch.producerId))) {
      yield* messages(batch, from)
    }
  }
}

const isCommit = ({ records }: RecordsBatch): boolean => records[0]?.key?.readInt16BE(2) === COMMIT

function* messages(batch: RecordsBatch, from: number): Generator<Message> {
  const first = Number(batch.firstOffset)
  const began = Number(batch.firstTimestamp)
  const stamped = batch.attributes & STAMPED_BY_BROKER ? Number(batch.maxTimestamp) : undefined
  for (const record of batch.records) {
    const offset = first + record.offsetDelta
    if (offset >= from) yield { offset, timestamp: stamped ?? began + Number(record.timestampDelta), record }
  }
}

/** Where reading goes on: after all that came, whatever of it counts. */
export function nextOffset({ records }: Fetched, from: number): number {
  const last = records?.at(-1)
  return last ? Math.max(from, Number(last.firstOffset) + last.lastOffsetDelta + 1) : from
}
