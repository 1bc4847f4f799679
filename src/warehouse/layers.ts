import type { Locale } from '../base/index.ts'
import { sql, tableName } from '../kit/index.ts'
import type { LayerTable } from './contract.ts'
import { relationName, type ReadyModel } from './model.ts'
import type { Plan } from './plan.ts'
import { rowCounts } from './row-counts.ts'
import type { Session } from './session.ts'
import { words } from './words.ts'

interface Documented {
  meaning: string
  columns: Readonly<Record<string, string>>
}

/** Every table and view with its documentation. */
export async function layerTables(
  session: Session,
  plan: Plan,
  models: readonly ReadyModel[],
  locale: Locale = 'en',
): Promise<LayerTable[]> {
  const documented = documentation(plan, models, locale)
  const counts = await rowCounts(session)
  const rows = await session.rows<{
    schema: string
    name: string
    kind: string
    column: string
    type: string
  }>(sql`
    select c.schema_name as schema, c.table_name as name, case when t.table_name is null then 'view' else 'table' end as kind,
      c.column_name as "column", lower(c.data_type) as type
    from duckdb_columns() as c
    left join duckdb_tables() as t
      on t.schema_name = c.schema_name and t.table_name = c.table_name and t.database_name = c.database_name
    where c.database_name = current_database() and c.schema_name in ('raw', 'staging', 'core', 'mart', 'settings')
      and c.table_name not like '\\_%' escape '\\' and c.column_name not like '\\_%' escape '\\'
    order by c.schema_name, c.table_name, c.column_index`)
  const tables = new Map<
    string,
    { -readonly [K in keyof LayerTable]: LayerTable[K] } & { columns: LayerTable['columns'][number][] }
  >()
  for (const row of rows) {
    const name = `${row.schema}.${row.name}`
    const said = documented.get(name)
    const table = tables.get(name) ?? {
      layer: row.schema as LayerTable['layer'],
      name,
      kind: row.kind as LayerTable['kind'],
      rows: counts.get(name) ?? null,
      meaning: said?.meaning ?? '',
      columns: [],
    }
    table.columns.push({ name: row.column, type: row.type, meaning: said?.columns[row.column] ?? '' })
    tables.set(name, table)
  }
  const order = ['raw', 'staging', 'core', 'mart', 'settings']
  return [...tables.values()].toSorted(
    (a, b) => order.indexOf(a.layer) - order.indexOf(b.layer) || a.name.localeCompare(b.name),
  )
}

function documentation(plan: Plan, models: readonly ReadyModel[], locale: Locale): Map<string, Documented> {
  const found = new Map<string, Documented>([
    ['raw.batch', { meaning: words.say(locale, 'meaning_batch'), columns: {} }],
    ['raw.rejected', { meaning: words.say(locale, 'meaning_rejected'), columns: {} }],
  ])
  for (const entity of plan.definition.entities) {
    const columns = Object.fromEntries(Object.entries(entity.columns).map(([name, column]) => [name, column.meaning]))
    const said = { meaning: entity.meaning, columns }
    found.set(`core.${tableName(entity.id)}`, said)
    found.set(`core.${tableName(entity.id)}_history`, said)
    found.set(`core.${tableName(entity.id)}_versions`, said)
    for (const table of plan.tables) if (table.entity === entity) found.set(`staging.${table.name}`, said)
  }
  for (const { name, header, reads } of models) {
    const inherited: Record<string, string> = {}
    for (const read of reads) Object.assign(inherited, found.get(relationName(read))?.columns)
    found.set(name, { meaning: header.meaning, columns: { ...inherited, ...header.columns } })
  }
  return found
}
