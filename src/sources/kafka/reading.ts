import type { Cluster } from './cluster.ts'
import { nextOffset } from './committed.ts'
import type { Topic } from './contract.ts'
import type { Fetched } from './fetch.ts'
import { cursorOf, type Place, type Progress } from './position.ts'

/** A broker that says so often that it has nothing, of what it said it had, has nothing to give: a hole at the end. */
const MOST_EMPTY_ANSWERS = 2

export interface Answer {
  partition: number
  /** messages before it were read earlier */
  from: number
  response: Fetched
}

/** A run over one topic: what comes next is fetched while what came before is written and loaded. */
export interface Reading {
  topic: Topic
  /**
   * The next answers, all of whose messages are the caller's now; undefined when this run has nothing more to read.
   * @param mayThrow where not, what broke off ends what was begun, and is told by `goesOn`
   */
  take(mayThrow: boolean): Promise<readonly Answer[] | undefined>
  /** after all that was taken */
  cursor: () => Progress
  /** @throws {SourceError} what broke off */
  goesOn(): boolean
}

/** @param places are moved forward */
export function startReading(cluster: Cluster, topic: Topic, places: readonly Place[]): Reading {
  const byPartition = new Map(places.map((place) => [place.partition, place]))
  let emptyAnswers = 0
  let broken: { error: unknown } | undefined
  let coming = ask()
  return {
    topic,
    cursor: () => cursorOf(topic, places),
    async take(mayThrow) {
      try {
        const responses = await coming
        if (!responses) return undefined
        const answers = responses.flatMap(taken)
        emptyAnswers = responses.some(({ records }) => (records?.length ?? 0) > 0) ? 0 : emptyAnswers + 1
        coming = ask()
        return answers
      } catch (error) {
        if (mayThrow) throw error
        broken = { error }
        return undefined
      }
    },
    goesOn() {
      if (broken) throw broken.error
      return coming !== undefined
    },
  }

  function ask(): Promise<readonly Fetched[]> | undefined {
    const wanted = emptyAnswers < MOST_EMPTY_ANSWERS ? places.filter(({ next, end }) => next < end) : []
    if (wanted.length === 0) return undefined
    const asked = cluster.fetch(
      topic,
      wanted.map(({ partition, next }) => ({ partition, next })),
    )
    // told by whoever takes it
    asked.catch(() => {})
    return asked
  }

  function taken(response: Fetched): Answer[] {
    const place = byPartition.get(response.partitionIndex)
    if (!place) return []
    const from = place.next
    place.next = nextOffset(response, from)
    place.high = Math.max(place.high, Number(response.highWatermark))
    return [{ partition: place.partition, from, response }]
  }
}
