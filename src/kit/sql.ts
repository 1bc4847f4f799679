/** A value that travels to the engine as a parameter. */
export type SqlValue = string | number | bigint | boolean | null | Date

/** SQL text with its parameters: values are never part of the text. */
export interface Sql {
  readonly kind: 'sql'
  /** the pieces between parameters */
  readonly pieces: readonly string[]
  readonly values: readonly SqlValue[]
}

const make = (pieces: readonly string[], values: readonly SqlValue[]): Sql =>
  Object.freeze({ kind: 'sql', pieces, values })

export const isSql = (value: unknown): value is Sql =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'sql'

/**
 * SQL whose interpolated values travel as parameters and whose interpolated SQL is spliced in.
 * @example sql`select count(*) from mart.support_tickets where priority = ${'high'}`
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly (SqlValue | Sql)[]): Sql {
  const pieces: string[] = [strings[0] ?? '']
  const values: SqlValue[] = []
  const append = (text: string) => {
    pieces[pieces.length - 1] += text
  }
  parts.forEach((part, index) => {
    if (isSql(part)) {
      append(part.pieces[0] ?? '')
      part.values.forEach((value, at) => {
        values.push(value)
        pieces.push(part.pieces[at + 1] ?? '')
      })
    } else {
      values.push(part)
      pieces.push('')
    }
    append(strings[index + 1] ?? '')
  })
  return make(pieces, values)
}

/** A name of a column, table or schema, quoted; several are joined by dots. */
export const identifier = (...names: readonly string[]): Sql =>
  make([names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.')], [])

/** SQL text that the program itself wrote: a definition's expression, a model's file. Never text from outside. */
export const trusted = (text: string): Sql => make([text], [])

/** Fragments with SQL between them: `joinSql(columns, ', ')`. */
export function joinSql(parts: readonly Sql[], separator: ', ' | ' and ' | ' or ' | '\n' | ' union all '): Sql {
  return parts.reduce(
    (all, part, index) => (index === 0 ? part : sql`${all}${trusted(separator)}${part}`),
    make([''], []),
  )
}

/** The text with numbered parameters, as the engine takes it: `… where a = $1`. */
export const sqlText = (query: Sql): string =>
  query.pieces.map((piece, index) => (index === 0 ? piece : `$${index}${piece}`)).join('')

/** The text with the parameters written in, for people to read and try in a shell; never for running. */
export const sqlForReading = (query: Sql): string =>
  query.pieces
    .map((piece, index) => (index === 0 ? piece : `${literal(query.values[index - 1] ?? null)}${piece}`))
    .join('')

function literal(value: SqlValue): string {
  if (value === null) return 'null'
  if (value instanceof Date) return `timestamp '${value.toISOString().replace('T', ' ').replace('Z', '')}'`
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}
