import { addDays, dayOf, type World } from '../../base/index.ts'

/** `2023-12-04 09:00:01` on the exchange's clock. */
export type Wall = string

const HOUR_MS = 3_600_000

/** A wall-clock time so many hours earlier: plain arithmetic, whatever the clock did in between. */
export function hoursBefore(wall: Wall, hours: number): Wall {
  const at = Date.parse(`${wall.replace(' ', 'T')}Z`)
  return Number.isNaN(at) ? wall : wallOf(new Date(at - hours * HOUR_MS))
}

const wallOf = (utc: Date): Wall => utc.toISOString().slice(0, 19).replace('T', ' ')

/** Midnight after the exchange's today: beyond it nothing has begun yet. */
export const tomorrow = (world: World, timeZone: string): Wall => `${addDays(dayOf(world.now(), timeZone), 1)} 00:00:00`

/** Midnight after the day of a wall-clock time. */
export const nextMidnight = (wall: Wall): Wall => `${addDays(wall.slice(0, 10), 1)} 00:00:00`
