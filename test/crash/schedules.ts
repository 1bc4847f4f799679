/** Fifty schedules in Moscow's time, each with the same thing said in plain code. */
export interface PlainSchedule {
  id: string
  at: string
  isDue(clock: { minute: number; hour: number; weekday: number }): boolean
}

export const TIME_ZONE = 'Europe/Moscow'
const HOURS_FROM_UTC = 3

export const SCHEDULES: readonly PlainSchedule[] = Array.from({ length: 10 }, (_, number) => number).flatMap((n) => [
  { id: `quarter-${n}`, at: '*/15 * * * *', isDue: ({ minute }) => minute % 15 === 0 },
  { id: `hourly-${n}`, at: `${n * 6} * * * *`, isDue: ({ minute }) => minute === n * 6 },
  {
    id: `even-${n}`,
    at: `${n} */2 * * *`,
    isDue: ({ minute, hour }) => minute === n && hour % 2 === 0,
  },
  {
    id: `morning-${n}`,
    at: `45 ${n},${n + 3} * * *`,
    isDue: ({ minute, hour }) => minute === 45 && (hour === n || hour === n + 3),
  },
  {
    id: `weekday-${n}`,
    at: `${n * 5} 9 * * MON-FRI`,
    isDue: ({ minute, hour, weekday }) => minute === n * 5 && hour === 9 && weekday >= 1 && weekday <= 5,
  },
])

/** Every due time from one instant to another, both included, found by looking at each minute. */
export function plainDueTimes(schedule: PlainSchedule, from: string, to: string): string[] {
  const found: string[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += 60_000) {
    const clock = new Date(at + HOURS_FROM_UTC * 3_600_000)
    const shown = { minute: clock.getUTCMinutes(), hour: clock.getUTCHours(), weekday: clock.getUTCDay() }
    if (schedule.isDue(shown)) found.push(new Date(at).toISOString())
  }
  return found
}
