import type { Cursor } from '../../kit/index.ts'
import type { Bounds, Topic } from './contract.ts'
import type { KafkaStream } from './schema.ts'

/** How far a topic was read: of each partition the offset that comes next. Another topic begins anew. */
export interface Progress extends Cursor {
  topic: string
  /** a topic that is deleted and made anew under its name has another one */
  topicId: string
  next: Readonly<Record<string, number>>
}

/** A partition in a run: what comes next, and up to where the run reads. */
export interface Place {
  partition: number
  next: number
  /** messages from here on belonged to no ended transaction, or were not there, when the run began */
  end: number
  /** one after the last message that is there, of whatever transaction */
  high: number
}

/** Messages that are gone without having been read. */
export interface Loss {
  kind: 'deleted' | 'rewound' | 'recreated'
  partition: number
  /** the first and the last of them; of a topic that is there no more the last is unknown */
  from: number
  to: number | undefined
}

/** Where each partition goes on, and what is missing before. */
export function placesOf(
  { topic: name, start }: KafkaStream,
  topic: Topic,
  bounds: readonly Bounds[],
  after: Cursor | undefined,
): { places: Place[]; losses: Loss[] } {
  const last = progressOf(name, after)
  const losses: Loss[] = []
  const places = bounds.map(({ partition, first, end, high }): Place => {
    const known = last?.next[partition]
    const place = { partition, end, high }
    if (!last && start === 'latest') return { ...place, next: end }
    // a partition that was added later is read from its first message
    if (known === undefined) return { ...place, next: first }
    const loss = lossOf({ partition, first, high, known, isSame: last?.topicId === topic.id })
    if (!loss) return { ...place, next: known }
    losses.push(loss)
    return { ...place, next: first }
  })
  return { places, losses }
}

function lossOf({ partition, first, high, known, isSame }: Found): Loss | undefined {
  if (!isSame) return { kind: 'recreated', partition, from: known, to: undefined }
  if (known > high) return { kind: 'rewound', partition, from: high, to: known - 1 }
  if (known < first) return { kind: 'deleted', partition, from: known, to: first - 1 }
  return undefined
}

interface Found {
  partition: number
  first: number
  high: number
  known: number
  isSame: boolean
}

/** Undefined where nothing of this topic was read yet. */
export function progressOf(topic: string, cursor: Cursor | undefined): Progress | undefined {
  const told = cursor as Partial<Progress> | undefined
  return told?.topic === topic && told.topicId !== undefined && told.next ? (told as Progress) : undefined
}

export const cursorOf = (topic: Topic, places: readonly Place[]): Progress => ({
  topic: topic.name,
  topicId: topic.id,
  next: Object.fromEntries(places.map(({ partition, next }) => [partition, next])),
})

/** `orders-0: 100–199 (100)`; of offsets that compaction or transactions left empty nobody knows any more. */
export const lossText = (topic: string, { partition, from, to }: Loss): string =>
  to === undefined ? `${topic}-${partition}: ${from}…` : `${topic}-${partition}: ${from}–${to} (${to - from + 1})`
