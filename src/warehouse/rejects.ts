import type { Instant } from '../base/index.ts'
import { sql, type Sql } from '../kit/index.ts'
import type { RejectedFilter, RejectedGroup, RejectedRow } from './insight-contract.ts'
import type { Session } from './session.ts'

const SHOWN = 200

/**
 * A reason without its values, so that a thousand broken times are one kind: what stands in quotes, and numbers and times
 * that follow a colon or are bounds.
 */
const KIND: Sql = sql`regexp_replace(regexp_replace(regexp_replace(reason, '"[^;]*?" is not', '"…" is not', 'g'),
  ': [^;"]*? is (below|before)', ': … is \\1', 'g'), '(is before [a-z_]+) [^;]+', '\\1 …', 'g')`

const matching = ({ source, stream, kind, search }: RejectedFilter): Sql => {
  const text = (value: string | undefined) => sql`${value ?? null}::varchar`
  return sql`(${text(source)} is null or source = ${text(source)})
    and (${text(stream)} is null or stream = ${text(stream)})
    and (${text(kind)} is null or ${KIND} = ${text(kind)})
    and (${text(search)} is null or contains(lower(record), lower(${text(search)})) or contains(lower(reason), lower(${text(search)})))`
}

export async function rejectedPage(
  session: Session,
  filter: RejectedFilter,
): Promise<{ rows: readonly RejectedRow[]; total: number }> {
  const rows = await session.rows(sql`
    select source, stream, file, line, entity, record, reason, rejected_at as "rejectedAt"
    from raw.rejected where ${matching(filter)}
    order by batch_id desc, line, entity limit ${filter.limit ?? SHOWN} offset ${filter.offset ?? 0}`)
  const total = Number(await session.value(sql`select count(*) from raw.rejected where ${matching(filter)}`))
  return { rows: rows as unknown as RejectedRow[], total }
}

/** Rejected rows by source, stream, entity and kind of reason, most first. */
export async function rejectedGroups(session: Session): Promise<readonly RejectedGroup[]> {
  const rows = await session.rows(sql`
    select source, stream, entity, ${KIND} as kind, count(*) as count, min(rejected_at) as first_at, max(rejected_at) as last_at
    from raw.rejected group by 1, 2, 3, 4 order by count desc, 1, 2, 3, 4`)
  return rows.map((row) => ({
    source: String(row.source),
    stream: String(row.stream),
    entity: row.entity === null ? null : String(row.entity),
    kind: String(row.kind),
    count: Number(row.count),
    firstAt: String(row.first_at) as Instant,
    lastAt: String(row.last_at) as Instant,
  }))
}

export const countRejected = async (session: Session, source: string, stream: string): Promise<number> =>
  Number(await session.value(sql`select count(*) from raw.rejected where source = ${source} and stream = ${stream}`))
