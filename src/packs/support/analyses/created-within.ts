import { type Day, addDays, startOfDay } from '../../../base/index.ts'
import { type Sql, sql } from '../../../kit/index.ts'
import { timestamp } from '../local-time.ts'

/** Tickets made on days of the workspace's zone, both included. */
export function createdWithin({ from, to }: { from: Day; to: Day }, timeZone: string): Sql {
  const start = startOfDay(from, timeZone)
  const end = startOfDay(addDays(to, 1), timeZone)
  return sql`created_at >= ${timestamp(start)} and created_at < ${timestamp(end)}`
}
