import { shareOf } from './draw.ts'

const DAY_MS = 86_400_000
const OPENS_AT = 6
const OPEN_MINUTES = 12 * 60

/** Days since 1970: the sample counts in them, and writes days only into its records. */
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS
export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** The same day of a later month, or its last day. */
export function monthsLater(day: number, months: number): number {
  const date = new Date(day * DAY_MS)
  const month = date.getUTCMonth() + months
  const last = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate()
  return Date.UTC(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), last)) / DAY_MS
}

/** The moment of a day at which something was entered, always the same of the same id. */
export function enteredAt(day: number, id: string): string {
  const minute = Math.floor(shareOf(`entered ${id}`) * OPEN_MINUTES)
  return `${new Date(day * DAY_MS + (OPENS_AT * 60 + minute) * 60_000).toISOString().slice(0, 19)}Z`
}
