/** Answers by question: equal questions about the same data are answered once, also while the first is still being answered. */
export interface AnswerCache {
  /** @param version of the data */
  get<T>(version: number, question: string, make: () => Promise<T>): Promise<T>
  /** of what is remembered, as text */
  bytes(): number
}

const MOST_ANSWERS = 1_000
const SAMPLED_ROWS = 50

/**
 * Remembers the latest answers, at most 1 000 and `mostBytes` of them; the least recently asked leave first, and all of them
 * when the data have changed: nobody asks of earlier ones any more.
 * An answer larger than a quarter of the room is given and not kept; an error is never kept.
 */
export function createCache(
  mostBytes: number,
  onAnswer: (from: 'memory' | 'warehouse') => void = () => {},
): AnswerCache {
  const kept = new Map<string, { answer: unknown; bytes: number }>()
  const underway = new Map<string, Promise<unknown>>()
  let bytes = 0
  let current: number | undefined

  function drop(key: string): void {
    bytes -= kept.get(key)?.bytes ?? 0
    kept.delete(key)
  }

  function meet(version: number): void {
    if (version === current) return
    current = version
    for (const earlier of kept.keys()) drop(earlier)
  }

  function keep(key: string, answer: unknown): void {
    const size = key.length + roughBytes(answer)
    if (size > mostBytes / 4) return
    drop(key)
    kept.set(key, { answer, bytes: size })
    bytes += size
    for (const oldest of kept.keys()) {
      if (bytes <= mostBytes && kept.size <= MOST_ANSWERS) return
      drop(oldest)
    }
  }

  async function answerOnce<T>(version: number, key: string, make: () => Promise<T>): Promise<T> {
    try {
      const answer = await make()
      if (version === current) keep(key, answer)
      return answer
    } finally {
      underway.delete(key)
    }
  }

  return {
    async get<T>(version: number, question: string, make: () => Promise<T>): Promise<T> {
      meet(version)
      const key = `${version} ${question}`
      const known = kept.get(key)
      onAnswer(known !== undefined || underway.has(key) ? 'memory' : 'warehouse')
      if (mostBytes === 0) return make()
      if (known !== undefined) {
        kept.delete(key)
        kept.set(key, known)
        return known.answer as T
      }
      const running = underway.get(key) ?? answerOnce(version, key, make)
      underway.set(key, running)
      return running as Promise<T>
    },
    bytes: () => bytes,
  }
}

/** The size of an answer as text; long lists are judged by their first rows. */
export function roughBytes(answer: unknown): number {
  let more = 0
  const text = JSON.stringify(answer, (_key, value: unknown) => {
    if (!Array.isArray(value) || value.length <= SAMPLED_ROWS) return value
    const sample = value.slice(0, SAMPLED_ROWS)
    more += (JSON.stringify(sample).length * (value.length - SAMPLED_ROWS)) / SAMPLED_ROWS
    return sample
  })
  return (text?.length ?? 0) + more
}
