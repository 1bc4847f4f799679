import type { EdmType, OnecRow, SetSchema } from './edm.ts'
import { compared, typeField } from './filter.ts'
import { noProperty, notSupported } from './refusal.ts'
import { ZERO_KEY } from './values.ts'

/** Rows in the order of `$orderby`; without it as they lie. */
export function ordered(rows: readonly OnecRow[], orderBy: string | null, schema: SetSchema): readonly OnecRow[] {
  if (!orderBy) return rows
  const keys = orderBy.split(',').map((text) => {
    const [name = '', direction = 'asc'] = text.trim().split(/\s+/)
    const type = schema.fields[name]
    if (!type) throw noProperty(name)
    return { name, type, sign: direction === 'desc' ? -1 : 1 }
  })
  return rows.toSorted((a, b) => {
    for (const { name, type, sign } of keys) {
      const order = compared(plain(a[name], type), plain(b[name], type))
      if (order !== 0 && !Number.isNaN(order)) return sign * order
    }
    return 0
  })
}

const plain = (value: unknown, type: EdmType): string | number | boolean | null =>
  type === 'int64' ? Number(value) : ((value ?? null) as string | number | boolean | null)

/** A row as JSON with minimal metadata: the chosen fields, and links of references that refer to something. */
export function shaper(
  set: string,
  select: string | null,
  schema: SetSchema,
  presentationOf: (key: unknown) => string,
): (row: OnecRow) => OnecRow {
  const chosen = chosenFields(select, schema)
  return (row) => {
    const shown: Record<string, unknown> = {}
    for (const [name, columns] of chosen) {
      const reference = presented(name)
      if (reference) shown[name] = presentationOf(row[reference])
      else shown[name] = columns ? cut(row[name], columns) : row[name]
    }
    for (const [name] of chosen) {
      if (schema.fields[name] === 'composite') shown[`${name}_Type`] = row[`${name}_Type`]
      if (schema.fields[name] !== 'key' || !row[name] || row[name] === ZERO_KEY) continue
      const link = name.replace(/_Key$/, '')
      shown[`${link}@navigationLinkUrl`] = `${set}(guid'${String(row['Ref_Key'])}')/${link}`
    }
    return shown
  }
}

const PRESENTATION = '____Presentation'

/** The reference whose text a field is: only whoever names it gets it. */
const presented = (name: string): string | undefined =>
  name.endsWith(PRESENTATION) ? `${name.slice(0, -PRESENTATION.length)}_Key` : undefined

type Chosen = ReadonlyMap<string, ReadonlySet<string> | undefined>

function chosenFields(select: string | null, schema: SetSchema): Chosen {
  const sections = Object.keys(schema.sections)
  const fields = Object.keys(schema.fields)
  if (select === null || select === '*') return new Map([...fields, ...sections].map((name) => [name, undefined]))
  if (select === '**') return new Map(fields.map((name) => [name, undefined]))
  const chosen = new Map<string, Set<string> | undefined>()
  for (const name of select.split(',').map((text) => text.trim())) {
    const [section = '', column] = name.split('/')
    const lines = schema.sections[section]
    if (column !== undefined && lines) {
      if (!Object.hasOwn(lines, column)) throw noProperty(name)
      const columns = chosen.get(section) ?? new Set()
      columns.add(column)
      chosen.set(section, columns)
    } else if (column !== undefined) throw notSupported(`путь ${name} в $select без $expand`)
    else if (lines || schema.fields[presented(section) ?? section] || typeField(schema, section))
      chosen.set(section, undefined)
    else throw noProperty(name)
  }
  return chosen
}

const cut = (lines: unknown, columns: ReadonlySet<string>): unknown =>
  Array.isArray(lines)
    ? (lines as OnecRow[]).map((line) =>
        Object.fromEntries(
          Object.entries(line).filter(([name]) => columns.has(name) || columns.has(name.replace(/_Type$/, ''))),
        ),
      )
    : lines
