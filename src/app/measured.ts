import type { Figures } from '../figures/index.ts'
import type { Watch } from '../server/index.ts'

type QuestionKind = Parameters<Watch['asked']>[0]

/** The door for figures, with each question's time and outcome told. */
export function measuredFigures(figures: Figures, watch: Watch): Figures {
  async function timed<T>(kind: QuestionKind, ask: () => Promise<T>): Promise<T> {
    const startedAt = performance.now()
    let isWell = false
    try {
      const answer = await ask()
      isWell = true
      return answer
    } finally {
      watch.asked(kind, (performance.now() - startedAt) / 1000, isWell)
    }
  }
  return {
    ...figures,
    query: (...given) => timed('query', () => figures.query(...given)),
    analyze: (...given) => timed('analyze', () => figures.analyze(...given)),
    rows: (...given) => timed('rows', () => figures.rows(...given)),
    values: (...given) => timed('values', () => figures.values(...given)),
  }
}
