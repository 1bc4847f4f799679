import { identifier, joinSql, sql, trusted } from '../kit/index.ts'
import type { PlannedStream } from './plan.ts'
import type { Session } from './session.ts'
import { names } from './text.ts'

const RECORD = 'record'
/** `record` by the names that the file gives its fields */
const AS_NAMED = 'record_as_named'

/** Gives the fields of `record` that a file calls otherwise the names that its stream reads them by; of several the first that holds something. */
export async function renameFields(
  session: Session,
  { stream: { otherNames } }: Pick<PlannedStream, 'stream'>,
): Promise<void> {
  if (!otherNames) return
  const described = await session.rows<{ column_name: string }>(sql`describe record`)
  const fields = new Map(described.map(({ column_name: name }) => [name.toLowerCase(), name]))
  const renamed = Object.entries(otherNames).flatMap(([name, others]) => {
    const found = [name, ...others].flatMap((each) => fields.get(each.toLowerCase()) ?? [])
    return found.length === 0 || found.join() === name ? [] : [{ name, found }]
  })
  if (renamed.length === 0) return
  await dropRelation(session, AS_NAMED)
  const kind = await kindOf(session, RECORD)
  await session.run(sql`alter ${trusted(kind ?? 'view')} temp.${identifier(RECORD)} rename to ${identifier(AS_NAMED)}`)
  const values = renamed.map(({ name, found }) => sql`coalesce(${names(found)}) as ${identifier(name)}`)
  const replaced = renamed.flatMap(({ name }) => fields.get(name.toLowerCase()) ?? [])
  const others = replaced.length === 0 ? sql`*` : sql`* exclude (${names(replaced)})`
  await session.run(
    sql`create temp view record as select ${others}, ${joinSql(values, ', ')} from ${identifier(AS_NAMED)}`,
  )
}

/** Makes room for another reading of the file. */
export async function dropRecord(session: Session): Promise<void> {
  for (const name of [RECORD, AS_NAMED]) await dropRelation(session, name)
}

async function dropRelation(session: Session, name: string): Promise<void> {
  const kind = await kindOf(session, name)
  if (kind) await session.run(sql`drop ${trusted(kind)} temp.${identifier(name)}`)
}

async function kindOf(session: Session, name: string): Promise<'table' | 'view' | undefined> {
  const kind = await session.value(sql`
    select 'table' from duckdb_tables() where temporary and table_name = ${name}
    union all select 'view' from duckdb_views() where temporary and view_name = ${name}`)
  return kind === 'table' || kind === 'view' ? kind : undefined
}
