import type { Visible } from '../access/index.ts'
import { identifier, sql, sqlText, trusted, type Sql } from '../kit/index.ts'
import type { Warehouse } from '../warehouse/index.ts'
import { foundInText } from './texts.ts'

/** A table where the parsed select names it. */
interface TableMention {
  /** in lower case */
  table: string
  alias: string
  /** bytes from the beginning of the text */
  at: number
}

/**
 * The select with each of these marts replaced by those of its rows that the rule keeps.
 * Where a mart stands is taken from the engine's own parser, so quotes, comments and strings cannot hide one.
 * @throws {Error} when a mart cannot be found where the parser saw it: then nothing is run
 */
export async function restrictTables(
  query: Sql,
  rules: ReadonlyMap<string, Visible>,
  warehouse: Warehouse,
): Promise<Sql> {
  const text = sqlText(query)
  const mentions = (await mentionsIn(text, warehouse)).filter(({ table }) => rules.has(table))
  const bytes = Buffer.from(text)
  const spliced = mentions.map((mention) => {
    const start = bytes.subarray(0, mention.at).toString().length
    return { start, length: nameLength(text.slice(start), mention.table), sql: visiblePart(mention, rules) }
  })
  if (spliced.length === 0) throw new Error('the marts of the select could not be found')
  return splice(query, spliced)
}

/** Tables with a schema, in the order of the text. */
const mentionsIn = foundInText(async (text, warehouse): Promise<readonly TableMention[]> => {
  const [row] = await warehouse.rows(sql`select cast(json_serialize_sql(cast(${text} as varchar)) as varchar) as tree`)
  const mentions: TableMention[] = []
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { type, schema_name, table_name, catalog_name, alias, query_location } = node as Record<string, unknown>
    if (type === 'BASE_TABLE' && schema_name !== '') {
      if (catalog_name !== '' || typeof query_location !== 'number')
        throw new Error('a table is named in an unknown way')
      mentions.push({
        table: `${String(schema_name)}.${String(table_name)}`.toLowerCase(),
        alias: String(alias),
        at: query_location,
      })
    }
    for (const child of Object.values(node)) walk(child)
  }
  walk(JSON.parse(String(row?.['tree'])))
  const ordered = mentions.toSorted((a, b) => a.at - b.at)
  return ordered.filter((mention, index) => mention.at !== ordered[index - 1]?.at)
})

const NAME = /^(?:"((?:[^"]|"")+)"|(\w+))\s*\.\s*(?:"((?:[^"]|"")+)"|(\w+))/

function nameLength(text: string, table: string): number {
  const found = NAME.exec(text)
  const named = `${found?.[1] ?? found?.[2]}.${found?.[3] ?? found?.[4]}`
  if (!found || named.toLowerCase() !== table) throw new Error(`${table} is not where the parser saw it`)
  return found[0].length
}

function visiblePart({ table, alias }: TableMention, rules: ReadonlyMap<string, Visible>): Sql {
  const rule = rules.get(table) ?? 'none'
  if (rule === 'all') throw new Error(`${table} needs no rule`)
  const [schema = '', name = ''] = table.split('.')
  const rows = sql`(select * from ${identifier(schema, name)} where ${rule === 'none' ? trusted('false') : sql`(${rule})`})`
  return alias === '' ? sql`${rows} as ${identifier(name)}` : rows
}

/** Replaces stretches of the numbered text (`… $1 …`) in the pieces that it was made of. */
function splice(query: Sql, changes: readonly { start: number; length: number; sql: Sql }[]): Sql {
  let offset = 0
  return query.pieces.reduce<Sql>(
    (all, piece, index) => {
      const number = index === 0 ? '' : `$${index}`
      const begin = offset + number.length
      offset = begin + piece.length
      const value = index === 0 ? sql`` : sql`${query.values[index - 1] ?? null}`
      const inside = changes.filter(({ start }) => start >= begin && start < offset)
      let rest = begin
      const parts = inside.map((change) => {
        const before = trusted(piece.slice(rest - begin, change.start - begin))
        rest = change.start + change.length
        return sql`${before}${change.sql}`
      })
      const tail = trusted(piece.slice(rest - begin))
      return [...parts, tail].reduce((sum, part) => sql`${sum}${part}`, sql`${all}${value}`)
    },
    sql``,
  )
}
