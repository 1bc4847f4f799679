import type { FieldSpec } from './spec.ts'

/** A limit that a field's description states in words. */
export interface StatedLimits {
  /** of characters, bytes, items or the number itself */
  least: number
  most: number
  of: 'characters' | 'bytes' | 'items' | 'number'
  /** markup is not counted, so the length is known only after it was parsed */
  isAfterParsing: boolean
}

const stated = new Map<FieldSpec, StatedLimits | undefined>()

/** The limits that the API's description states for this field: "1-64 bytes", "0-200 characters", "Values between 1-100". */
export function limitsOf(field: FieldSpec): StatedLimits | undefined {
  if (!stated.has(field)) stated.set(field, readLimits(field))
  return stated.get(field)
}

function readLimits({ types, description }: FieldSpec): StatedLimits | undefined {
  const type = types[0] ?? ''
  if (type === 'String') {
    const [, least, most, unit] = /\b(\d+)-(\d+) (characters|bytes)/i.exec(description) ?? []
    if (least === undefined || most === undefined || unit === undefined) return undefined
    const isAfterParsing = /after entit(y|ies) parsing/.test(description)
    return { least: Number(least), most: Number(most), of: unit.toLowerCase() as 'bytes', isAfterParsing }
  }
  const pattern = type.startsWith('Array of')
    ? /\b(\d+)-(\d+) (?!ISO)/
    : type === 'Integer'
      ? /(?:[;,] |[Vv]alues between |must be between )(\d+)(?:-| and )(\d+)/
      : undefined
  const [, least, most] = pattern?.exec(description) ?? []
  if (least === undefined || most === undefined) return undefined
  return {
    least: Number(least),
    most: Number(most),
    of: type === 'Integer' ? 'number' : 'items',
    isAfterParsing: false,
  }
}

/** The only value that a field may have, where the description names it: "Type of the media, must be photo". */
export function fixedValueOf({ name, description }: FieldSpec): string | undefined {
  if (name !== 'type' && name !== 'source' && name !== 'status') return undefined
  return /(?:must be|always) "?([a-z_]+)"?\.?$/.exec(description)?.[1]
}

/** The size of a value in the unit of its limit. */
export function measure(value: unknown, of: StatedLimits['of']): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string') return of === 'bytes' ? Buffer.byteLength(value) : value.length
  return Array.isArray(value) ? value.length : 0
}
