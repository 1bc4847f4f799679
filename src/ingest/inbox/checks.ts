import type { Locale, MessageValues } from '../../base/index.ts'
import type { Entity, EntityColumn, ReceivedStream } from '../../kit/index.ts'
import { words } from './words.ts'

/** Why a row will not be loaded. */
export interface RowFault {
  /** the record's field; empty where the row is no record at all */
  path: string
  say(locale: Locale): string
}

export type RowCheck = (value: unknown) => readonly RowFault[]

const NONE: readonly RowFault[] = []

/**
 * What can be told of a row before it is loaded: fields that are missing or surely not of their type. The warehouse has the
 * last word (a rule between two columns, SQL of the settings): it refuses each row that is refused here, and may refuse more.
 * @param entity undefined where no pack has it: then a row must be an object, and no more is known
 */
export function checkOf(entity: Entity | undefined, { fields }: ReceivedStream): RowCheck {
  const columns = Object.entries(entity?.columns ?? {}).flatMap(([name, column]) => {
    const field = fields ? fields[name] : name
    return field === undefined ? [] : [{ field, column }]
  })
  return (value) => {
    if (value === undefined) return [fault('', 'row.not_json')]
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [fault('', 'row.not_object')]
    const record = value as Readonly<Record<string, unknown>>
    let faults: RowFault[] | undefined
    for (const { field, column } of columns) {
      const found = faultOf(field, column, Object.hasOwn(record, field) ? record[field] : undefined)
      if (found) faults = [...(faults ?? NONE), found]
    }
    return faults ?? NONE
  }
}

const fault = (path: string, key: string, values?: MessageValues): RowFault => ({
  path,
  say: (locale) => words.say(locale, key, values),
})

function faultOf(field: string, { type, required, least }: EntityColumn, value: unknown): RowFault | undefined {
  if (value === undefined || value === null) return required ? fault(field, 'row.missing') : undefined
  if (type === 'string') return undefined
  const text = typeof value === 'string' ? value : typeof value === 'object' ? '{}' : String(value)
  if (isSurelyNo[type](text)) return fault(field, 'row.type', { type })
  return least !== undefined && isNumber(type) && Number(text) < least - roundingOf(type)
    ? fault(field, 'row.below', { least })
    : undefined
}

const isNumber = (type: EntityColumn['type']): boolean => type === 'integer' || type === 'decimal' || type === 'double'

/** A decimal is rounded to two places before it is compared. */
const roundingOf = (type: EntityColumn['type']): number => (type === 'decimal' ? 0.01 : 0)

const LARGEST_INTEGER = 9.2234e18
/** eighteen digits, two of them behind the point */
const LARGEST_DECIMAL = 1.000001e16
const WHOLE = /^ *[+-]?\d+(\.0*)?([eE]\+?\d+)? *$/
const NUMBER = /^\s*[+-]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][+-]?\d+)?\s*$/
/** as nearly all are written; the last days of months are looked at more closely */
const PLAIN_DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])/
const isNoDay = (text: string): boolean => {
  if (PLAIN_DAY.test(text)) return false
  const date = /^\s*[+-]?(\d{1,6})[-/\\ ](\d{1,2})[-/\\ ](\d{1,2})/.exec(text)
  if (!date) return !/^\s*epoch\s*$/i.test(text)
  const [year, month, day] = date.slice(1).map(Number) as [number, number, number]
  return month < 1 || month > 12 || day < 1 || day > daysIn(year, month)
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const daysIn = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (DAYS[month - 1] ?? 0)

const isSurelyNo: Readonly<Record<Exclude<EntityColumn['type'], 'string'>, (text: string) => boolean>> = {
  integer: (text) => !WHOLE.test(text) || Math.abs(Number(text)) > LARGEST_INTEGER,
  decimal: (text) => !NUMBER.test(text) || Math.abs(Number(text.replaceAll('_', ''))) > LARGEST_DECIMAL,
  double: (text) => !NUMBER.test(text),
  boolean: (text) => !/^\s*(true|false|t|f|yes|no|y|n|1|0)\s*$/i.test(text),
  instant: isNoDay,
  // the engine has days without end
  day: (text) => isNoDay(text) && !/^\s*[+-]?inf(inity)?\s*$/i.test(text),
}
