import { dayOf } from '../../src/base/index.ts'

export type LoopEvent = { user_id: string; event: string; happened_at: string }

export interface LoopQuestion {
  from: string
  to: string
  windowDays: number
  steps: readonly string[]
  isOrdered: boolean
  timeZone: string
  knownUntil: string
}

export interface LoopUser {
  user: string
  /** how many steps the deepest chain of any start has */
  depth: number
  /** the window of the last start ends after what is known */
  hasTime: boolean
}

const DAY = 86_400_000

/** Every user who begins in the period, by trying every chain of events from every start: slow, and nothing is clever. */
export function funnelByLoops(events: readonly LoopEvent[], question: LoopQuestion): LoopUser[] {
  const byUser = Map.groupBy(events, ({ user_id }) => user_id)
  return [...byUser].flatMap(([user, own]) => {
    const starts = startsOf(own, question)
    if (starts.length === 0) return []
    const depth = Math.max(...starts.map((start) => depthFrom(start, own, question)))
    const hasTime = starts.some((start) => start + question.windowDays * DAY > Date.parse(question.knownUntil))
    return [{ user, depth, hasTime }]
  })
}

function startsOf(events: readonly LoopEvent[], { from, to, steps, timeZone }: LoopQuestion): number[] {
  const starts = events.filter(({ event, happened_at }) => {
    const day = dayOf(happened_at, timeZone)
    return event === steps[0] && day >= from && day <= to
  })
  return [...new Set(starts.map(({ happened_at }) => Date.parse(happened_at)))]
}

function depthFrom(
  start: number,
  events: readonly LoopEvent[],
  { steps, windowDays, isOrdered }: LoopQuestion,
): number {
  const end = start + windowDays * DAY
  const timesOf = (step: string | undefined) =>
    events.filter(({ event }) => event === step).map(({ happened_at }) => Date.parse(happened_at))
  if (!isOrdered) {
    const missing = steps.findIndex((step, at) => at > 0 && !timesOf(step).some((time) => time >= start && time <= end))
    return missing < 0 ? steps.length : missing
  }
  const known = new Map<string, number>()
  const deepest = (step: number, after: number): number => {
    const key = `${step} ${after}`
    const found =
      known.get(key) ??
      Math.max(
        step,
        ...timesOf(steps[step])
          .filter((time) => time > after && time <= end)
          .map((time) => deepest(step + 1, time)),
      )
    known.set(key, found)
    return found
  }
  return deepest(1, start)
}

/** Hours from each step to the next over all starts, each taking the earliest next event: the median by step, null for none. */
export function mediansByLoops(events: readonly LoopEvent[], question: LoopQuestion): (number | null)[] {
  const gaps: number[][] = question.steps.map(() => [])
  for (const own of Map.groupBy(events, ({ user_id }) => user_id).values()) {
    for (const start of startsOf(own, question)) {
      let last = start
      for (const [at, step] of question.steps.entries()) {
        if (at === 0) continue
        const times = own
          .filter(({ event }) => event === step)
          .map(({ happened_at }) => Date.parse(happened_at))
          .filter(
            (time) => (question.isOrdered ? time > last : time >= start) && time <= start + question.windowDays * DAY,
          )
        if (times.length === 0) break
        const next = Math.min(...times)
        gaps[at]!.push((next - (question.isOrdered ? last : start)) / 3_600_000)
        last = next
      }
    }
  }
  return gaps.map((all) => {
    if (all.length === 0) return null
    const sorted = all.toSorted((a, b) => a - b)
    return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2
  })
}
