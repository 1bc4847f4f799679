import { identifier, sql } from '../kit/index.ts'
import { sameHashedKey } from './keys.ts'
import { shapeOf, staleMarts, versionOf, type MergedBatch } from './shape.ts'
import type { PlannedFeed } from './plan.ts'
import type { Session } from './session.ts'
import { literal, names, namesOf } from './text.ts'

/**
 * Ends the rows that a file lacks which is all there is: they leave the current rows and stand in history up to its arrival.
 * A file without any row ends nothing: an export that failed looks like that.
 * @returns how many rows ended
 */
export async function endMissing(
  session: Session,
  { table }: PlannedFeed,
  fresh: string,
  { landedAt }: MergedBatch,
): Promise<number> {
  const shape = shapeOf(table)
  const { staging, history, columns, key } = shape
  if ((await session.rows(sql`select 1 as one from ${identifier(fresh)} limit 1`)).length === 0) return 0
  await session.run(sql`create or replace temp table missing as
    select c.rowid as _row from ${staging} as c
    where not exists (select 1 from ${identifier(fresh)} as f where ${sameHashedKey('f', 'c', key)})`)
  const began = versionOf(shape, 'c', sql`b.landed_at`)
  const ended =
    await session.run(sql`insert into ${history} (source, ${names(columns)}, valid_from, valid_to, _key, _batch)
    select ${literal(table.source)}, ${namesOf('c', columns)}, ${began}, greatest(${began}, ${landedAt}::timestamp), c._key, c._batch
    from ${staging} as c inner join missing as m on m._row = c.rowid left join raw.batch as b on b.batch_id = c._batch`)
  if (ended === 0) return 0
  await session.run(sql`delete from ${staging} where rowid in (select _row from missing)`)
  // marts find changed rows by what stands in staging: of rows that left, nothing tells them
  await staleMarts(session)
  return ended
}
