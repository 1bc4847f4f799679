import { identifier, sql, trusted, type Sql } from '../kit/index.ts'
import type { Session } from './session.ts'
import { names, sameKey } from './text.ts'

/** Beyond so many keys nearly every block of a table holds one of them. */
const MOST_NOTED_KEYS = 20_000
const BITS = 18
const MASK = trusted(String(2 ** BITS - 1))

/** A key as one number, `_key` of a table: numbers are found ten times faster than texts. Equal keys have equal hashes. */
export const keyHash = (key: readonly string[]): Sql => sql`hash(${names(key)})`

/** The same key: hashes are compared first, and then the key itself, for two keys may have one hash. */
export const sameHashedKey = (left: string, right: string, key: readonly string[]): Sql =>
  sql`${identifier(left, '_key')} = ${identifier(right, '_key')} and ${sameKey(left, right, key)}`

/** Says of a table whose `_key` may be among those that were noted; wrong ones are few, and none is missed. */
export type AmongNoted = (table: string) => Sql

/**
 * Notes the keys of a relation in two bitmaps, so that a scan reads its other columns only where one of them may be.
 * Of a join with a few rows the engine would read every column of every row.
 * @param count rows of the relation
 */
export async function noteKeys(session: Session, relation: Sql, count: number): Promise<AmongNoted> {
  if (count > MOST_NOTED_KEYS) return () => sql`true`
  const bitmap = (place: Sql) => sql`(select bitstring_agg(${place}, 0, ${MASK}) from ${relation})`
  await session.run(sql`set variable noted_low = ${bitmap(low(identifier('_key')))}`)
  await session.run(sql`set variable noted_high = ${bitmap(high(identifier('_key')))}`)
  // one expression: the engine takes no more than one into a scan
  return (table) => {
    const key = identifier(table, '_key')
    return sql`case when get_bit(getvariable('noted_low'), ${low(key)}) = 1
      then get_bit(getvariable('noted_high'), ${high(key)}) else 0 end = 1`
  }
}

const low = (key: Sql): Sql => sql`(${key} & ${MASK})::integer`
const high = (key: Sql): Sql => sql`((${key} >> ${trusted(String(BITS))}) & ${MASK})::integer`

const probes = new WeakMap<Session, string>()

/** Changes when the engine's hashes do: then tables with `_key` are made anew. */
export async function hashProbe(session: Session): Promise<string> {
  const known = probes.get(session)
  if (known !== undefined) return known
  const probe = String(
    await session.value(
      sql`select concat_ws(' ', hash('ключ'), hash('key of a row', 7::bigint), hash(timestamp '2020-02-02'), hash(true, 1.5::double)) as probe`,
    ),
  )
  probes.set(session, probe)
  return probe
}
