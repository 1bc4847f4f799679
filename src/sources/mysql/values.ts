import { instantAt } from '../../base/index.ts'
import type { MysqlColumn } from '../../kit/index.ts'

/** The protocol's numbers of types, with the names that people know. */
const TYPES: Readonly<Record<number, string>> = {
  1: 'tinyint',
  2: 'smallint',
  3: 'int',
  4: 'float',
  5: 'double',
  7: 'timestamp',
  8: 'bigint',
  9: 'mediumint',
  10: 'date',
  11: 'time',
  12: 'datetime',
  13: 'year',
  16: 'bit',
  245: 'json',
  246: 'decimal',
  252: 'text',
  253: 'varchar',
  254: 'char',
  255: 'geometry',
}

export const typeName = ({ type }: Pick<MysqlColumn, 'type'>): string => TYPES[type] ?? `type ${type}`

/** What a clock of a zone is ahead of UTC at a time on it: `2023-10-29 02:30:00` → `+02:00`. */
export type OffsetAt = (wall: string) => string

/** Offsets change at whole tens of minutes; so many of them are remembered. */
const KEY_CHARACTERS = '2023-10-29 02:3'.length
const MOST_KNOWN = 100_000

/** A time that the clock skips moves forward, one that comes twice is the first. */
export function offsetsOf(zone: string): OffsetAt {
  if (zone === 'UTC') return () => '+00:00'
  const known = new Map<string, string>()
  return (wall) => {
    const key = wall.slice(0, KEY_CHARACTERS)
    const found = known.get(key) ?? offsetAt(key, zone)
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(key, found)
    return found
  }
}

function offsetAt(key: string, zone: string): string {
  const [day = '', clock = ''] = `${key}0:00`.split(' ')
  const minutes = Math.round((Date.parse(`${day}T${clock}Z`) - Date.parse(instantAt(day, clock, zone))) / 60_000)
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
}

/** `0000-00-00`, `2023-00-00`: MySQL's ways to say that there is no date. */
const NO_DATE = /^0000|-00/

/** A value as text that means the same everywhere; null where there is none. */
export function valueText(value: unknown, column: MysqlColumn, offset: OffsetAt): string | null {
  if (value === null || value === undefined) return null
  if (Buffer.isBuffer(value)) return typeName(column) === 'bit' ? bitsText(value) : value.toString('hex')
  if (typeof value !== 'string') return typeof value === 'object' ? JSON.stringify(value) : String(value)
  switch (typeName(column)) {
    case 'timestamp':
      return NO_DATE.test(value) ? null : `${value}+00:00`
    case 'datetime':
      return NO_DATE.test(value.slice(0, 10)) ? null : `${value}${offset(value)}`
    case 'date':
      return NO_DATE.test(value) ? null : value
    default:
      return value
  }
}

const bitsText = (bits: Buffer): string => BigInt(`0x${bits.toString('hex') || '0'}`).toString()

/** A row of a csv in which an empty text differs from no value. */
export const csvLine = (texts: readonly (string | null)[]): string => `${texts.map(csvField).join(',')}\n`

const csvField = (text: string | null): string => {
  if (text === null) return ''
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
