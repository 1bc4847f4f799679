import { identifier, joinSql, sql, trusted, type Sql } from '../kit/index.ts'
import { fromText, isMisfit, isReadAsText, misfitReason, triedFromText } from './casts.ts'
import type { Session } from './session.ts'
import { literal } from './text.ts'

/** A field of a stream's record, with the fields inside it. */
export interface RecordField {
  name: string
  /** the engine's name of the type; for a struct the empty text */
  type: string
  fields?: readonly RecordField[]
}

const fieldsOf = new WeakMap<object, RecordField[]>()

/** A stream's record type, as the engine understands the source's words. */
export async function recordFields(session: Session, record: Readonly<Record<string, string>>): Promise<RecordField[]> {
  const known = fieldsOf.get(record)
  if (known) return known
  const names = Object.keys(record)
  if (names.length === 0) return []
  const values = Object.entries(record).map(([name, type]) => sql`null::${trusted(type)} as ${identifier(name)}`)
  const described = await session.rows<{ column_type: string }>(sql`describe select ${joinSql(values, ', ')}`)
  const fields = names.map((name, at) => fieldOf(name, described[at]?.column_type ?? 'VARCHAR'))
  fieldsOf.set(record, fields)
  return fields
}

function fieldOf(name: string, type: string): RecordField {
  const inner = /^STRUCT\((.*)\)$/s.exec(type)?.[1]
  if (inner === undefined) return { name, type }
  return { name, type: '', fields: splitTopLevel(inner).map((part) => structMember(part)) }
}

function structMember(text: string): RecordField {
  const quoted = /^"((?:[^"]|"")*)"\s+(.*)$/s.exec(text)
  if (quoted) return fieldOf((quoted[1] ?? '').replaceAll('""', '"'), quoted[2] ?? 'VARCHAR')
  const space = text.indexOf(' ')
  return fieldOf(text.slice(0, space), text.slice(space + 1))
}

/** Splits at commas that stand outside brackets and quotes. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let isQuoted = false
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (character === '(') depth++
    else if (character === ')') depth--
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, at).trim())
      start = at + 1
    }
  }
  parts.push(text.slice(start).trim())
  return parts
}

/** The type with which the engine reads a field: text where we judge the value ourselves. */
export function readType(field: RecordField): string {
  if (field.fields) {
    return `STRUCT(${field.fields.map((inner) => `"${inner.name.replaceAll('"', '""')}" ${readType(inner)}`).join(', ')})`
  }
  return isReadAsText(field.type) ? 'VARCHAR' : field.type
}

/** The same for `json_transform`, which takes its structure as JSON. */
export function transformStructure(field: RecordField): unknown {
  if (field.fields) return Object.fromEntries(field.fields.map((inner) => [inner.name, transformStructure(inner)]))
  const read = readType(field)
  const item = /^(.*)\[\]$/.exec(read)?.[1]
  return item === undefined ? read : [item]
}

/** A field read as `readType`, made into its own type; fails where a value does not fit. */
export function typed(field: RecordField, value: Sql): Sql {
  if (field.fields) {
    const members = field.fields.map((inner) => sql`${identifier(inner.name)} := ${typed(inner, member(value, inner))}`)
    return sql`case when ${value} is not null then struct_pack(${joinSql(members, ', ')}) end`
  }
  return isReadAsText(field.type) ? fromText(value, field.type) : value
}

/** The same, null where a value does not fit. */
export function tried(field: RecordField, value: Sql): Sql {
  if (field.fields) {
    const members = field.fields.map((inner) => sql`${identifier(inner.name)} := ${tried(inner, member(value, inner))}`)
    return sql`case when ${value} is not null then struct_pack(${joinSql(members, ', ')}) end`
  }
  return isReadAsText(field.type) ? triedFromText(value, field.type) : value
}

export interface Misfit {
  is: Sql
  reason: Sql
}

/** Every place inside a field where a value may not fit. */
export function misfits(field: RecordField, value: Sql, path = field.name): Misfit[] {
  if (field.fields)
    return field.fields.flatMap((inner) => misfits(inner, member(value, inner), `${path}.${inner.name}`))
  if (!isReadAsText(field.type)) return []
  return [{ is: isMisfit(value, triedFromText(value, field.type)), reason: misfitReason(path, value, field.type) }]
}

/** Every place inside a field where a value was given and none was made of it, as conditions. */
export function misses(field: RecordField, given: Sql, made: Sql): Sql[] {
  if (field.fields) return field.fields.flatMap((inner) => misses(inner, member(given, inner), member(made, inner)))
  return isReadAsText(field.type) ? [isMisfit(given, made)] : []
}

const member = (value: Sql, field: RecordField): Sql => sql`struct_extract(${value}, ${literal(field.name)})`

/** Null where everything fits, otherwise what does not, one after another. */
export function faultText(all: readonly Misfit[]): Sql {
  if (all.length === 0) return sql`null::varchar`
  const any = joinSql(
    all.map((misfit) => misfit.is),
    ' or ',
  )
  const reasons = joinSql(
    all.map((misfit) => sql`case when ${misfit.is} then ${misfit.reason} end`),
    ', ',
  )
  return sql`case when ${any} then concat_ws('; ', ${reasons}) end`
}
