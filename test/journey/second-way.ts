import type { JourneySettings } from '../../src/packs/journey/index.ts'

/*
The pack's figures counted in plain loops over the rows: no SQL, no mart, no number learned on the way.
*/

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export interface Happened {
  user: string
  event: string
  /** epoch milliseconds */
  at: number
}

export type Rules = Pick<JourneySettings, 'processes' | 'experiments' | 'purchase'>

/** Days are counted from the first one of the question; a zone whose clock does not change in it. */
export interface Calendar {
  /** epoch milliseconds of the first midnight */
  from: number
  days: number
}

/** `counts[day]`, or of each process by its title. */
export interface SecondWay {
  events: number[]
  activeUsers: number[]
  newPayingUsers: number[]
  experimentUsers: number[]
  unclosed: Map<string, number[]>
  overdue: Map<string, number[]>
}

/** Counts every figure by day. `rows` may hold doubles: a user, event and second stand for one event. */
export function secondWay(rows: readonly Happened[], rules: Rules, calendar: Calendar): SecondWay {
  const { byUser, firstExperiment } = historyOf(rows, rules)
  const nothing = (): number[] => Array.from({ length: calendar.days }, () => 0)
  const dayOf = (at: number): number => Math.floor((at - calendar.from) / DAY_MS)
  const found: SecondWay = {
    events: nothing(),
    activeUsers: nothing(),
    newPayingUsers: nothing(),
    experimentUsers: nothing(),
    unclosed: new Map(rules.processes.map(({ title }) => [title, nothing()])),
    overdue: new Map(rules.processes.map(({ title }) => [title, nothing()])),
  }
  const add = (counts: number[], day: number): void => {
    if (day >= 0 && day < counts.length) counts[day]! += 1
  }

  for (const at of firstExperiment.values()) add(found.experimentUsers, dayOf(at))
  for (const history of byUser.values()) {
    for (const { at } of history) add(found.events, dayOf(at))
    for (const day of new Set(history.map(({ at }) => dayOf(at)))) add(found.activeUsers, day)
    const firstPayment = history.find(({ event }) => event === rules.purchase)
    if (firstPayment) add(found.newPayingUsers, dayOf(firstPayment.at))
    for (const process of rules.processes) {
      for (const start of lastStarts(history, process, calendar)) {
        if (!isClosedThatDay(history, process, start, calendar)) add(found.unclosed.get(process.title)!, dayOf(start))
      }
      for (const { openedAt, endedAt } of casesOf(history, process)) {
        const overdueAt = openedAt + process.limitHours * HOUR_MS
        const counts = found.overdue.get(process.title)!
        for (let day = 0; day < calendar.days; day++) {
          const midnight = calendar.from + (day + 1) * DAY_MS
          if (overdueAt < midnight && (endedAt === undefined || endedAt >= midnight)) add(counts, day)
        }
      }
    }
  }
  return found
}

/** Events of each user outside experiments by time, and when the others met their first experiment. */
export function historyOf(rows: readonly Happened[], { experiments }: Pick<Rules, 'experiments'>) {
  const firstExperiment = new Map<string, number>()
  for (const { user, event, at } of rows) {
    if (!experiments.includes(event)) continue
    firstExperiment.set(user, Math.min(at, firstExperiment.get(user) ?? at))
  }
  const byUser = new Map<string, Happened[]>()
  for (const row of rows) {
    if (firstExperiment.has(row.user)) continue
    const history = byUser.get(row.user)
    if (history) history.push(row)
    else byUser.set(row.user, [row])
  }
  for (const history of byUser.values()) history.sort((one, other) => one.at - other.at)
  return { byUser, firstExperiment }
}

type Process = Rules['processes'][number]

const midnightAfter = (at: number, { from }: Calendar): number => from + (Math.floor((at - from) / DAY_MS) + 1) * DAY_MS

/** The last start of each day on which the process was started. */
export function lastStarts(history: readonly Happened[], { start }: Process, calendar: Calendar): number[] {
  const byMidnight = new Map<number, number>()
  for (const { event, at } of history) if (event === start) byMidnight.set(midnightAfter(at, calendar), at)
  return [...byMidnight.values()]
}

export const isClosedThatDay = (
  history: readonly Happened[],
  { end }: Process,
  start: number,
  calendar: Calendar,
): boolean => history.some(({ event, at }) => end.includes(event) && at > start && at < midnightAfter(start, calendar))

/** Walks through a user's events and opens and closes the process as they come. */
function casesOf(history: readonly Happened[], { start, end }: Process) {
  const cases: { openedAt: number; endedAt: number | undefined }[] = []
  const instants = [...new Set(history.map(({ at }) => at))]
  let open: { openedAt: number; endedAt: number | undefined } | undefined
  for (const instant of instants) {
    const now = history.filter(({ at }) => at === instant).map(({ event }) => event)
    if (open && open.openedAt < instant && now.some((event) => end.includes(event))) {
      open.endedAt = instant
      open = undefined
    }
    if (!open && now.includes(start)) {
      open = { openedAt: instant, endedAt: undefined }
      cases.push(open)
    }
  }
  return cases
}

/**
 * Whether the seed counted a user as unclosed on a day: a start and no end event among the events of that day, whatever
 * their order; the day without its first second and without its last.
 */
export function isUnclosedForSeed(history: readonly Happened[], { start, end }: Process, midnight: number): boolean {
  const ofDay = history.filter(({ at }) => at > midnight && at < midnight + DAY_MS - 1000)
  return ofDay.some(({ event }) => event === start) && !ofDay.some(({ event }) => end.includes(event))
}
