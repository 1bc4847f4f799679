import { createHash } from 'node:crypto'
import { Temporal } from 'temporal-polyfill'

export const ZERO_KEY = '00000000-0000-0000-0000-000000000000'
export const EMPTY_DATE = '0001-01-01T00:00:00'
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The same key for the same name, whichever run. */
export function keyOf(kind: string, name: string): string {
  if (GUID.test(name)) return name.toLowerCase()
  const hex = createHash('sha1').update(`${kind}:${name}`).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

/** What the base's clock shows at an instant: 1C sends times without a zone. */
export type Clock = (instant: string) => string

/** Remembers what it has told: a base is asked for the same documents again and again. */
export function clockOf(timeZone: string): Clock {
  const told = new Map<string, string>()
  return (instant) => {
    const known = told.get(instant)
    if (known) return known
    const local = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDateTime()
    const text = local.toString({ smallestUnit: 'second' })
    told.set(instant, text)
    return text
  }
}

/** 8 bytes that change with each write. */
export function dataVersion(version: number): string {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32BE(version)
  return bytes.toString('base64')
}
