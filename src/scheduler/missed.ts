import type { Instant } from '../base/index.ts'
import type { Said } from '../state/index.ts'
import { MOST_MISSED, type Missed } from './contract.ts'
import { inBoth, type DueTimes } from './cron.ts'

/** A due time is on time so long. */
const ON_TIME_SECONDS = 60

/** What is to be done about the due times of a job that have come. */
export interface Plan {
  /** in order */
  run: readonly Instant[]
  skip: readonly { dueTimes: readonly Instant[]; cause: Said }[]
}

export function planOf(times: DueTimes, missed: Missed, { since, now }: { since: Instant; now: Instant }): Plan {
  if (since > now) return { run: onTime(times, now), skip: [] }
  const due = times.between(since, now, MOST_MISSED + 1)
  const tooLongAgo = due.splice(0, due.length - MOST_MISSED)
  const run = chosen(due, missed, now)
  const cause = inBoth(missed === 'skip' ? 'cause.missed_left' : 'cause.missed_newest')
  return {
    run,
    skip: [
      { dueTimes: tooLongAgo, cause: inBoth('cause.missed_long', { count: MOST_MISSED }) },
      { dueTimes: due.slice(0, due.length - run.length), cause },
    ],
  }
}

function chosen(due: readonly Instant[], missed: Missed, now: Instant): readonly Instant[] {
  switch (missed) {
    case 'all':
      return due
    case 'latest':
      return due.slice(-1)
    case 'skip':
      return due.slice(-1).filter((newest) => newest > onTimeSince(now))
  }
}

/** The clock went back behind a due time that was recorded: what passed before it was settled then; go on with what comes. */
const onTime = (times: DueTimes, now: Instant): Instant[] => times.between(onTimeSince(now), now, 1)

const onTimeSince = (now: Instant): Instant => new Date(Date.parse(now) - ON_TIME_SECONDS * 1000).toISOString()
