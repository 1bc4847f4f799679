import { identifier, isSql, joinSql, sql, type Sql, type Stream } from '../../kit/index.ts'
import { MESSAGE_FIELDS, type KafkaSettings, type KafkaStream } from './schema.ts'

export const streams = ({ streams: all }: KafkaSettings): readonly Stream[] =>
  Object.entries(all).map(([name, stream]) => ({
    name,
    format: 'ndjson',
    record: recordOf(stream),
    feeds: [{ entity: stream.entity ?? name, staging: stagingOf(stream) }],
  }))

/** Fields that are named are texts until their entity's column says more; SQL sees those of `fields` and of the message. */
function recordOf({ columns, fields }: KafkaStream): Stream['record'] {
  if (!columns) return {}
  const all = Object.values(columns)
  const named = all.filter((from) => typeof from === 'string').map((field) => [field, typeOf(field)])
  const seen = all.some(isSql) ? Object.entries({ ...fields, ...MESSAGE_FIELDS }) : Object.entries(fields ?? {})
  return Object.fromEntries([...named, ...seen])
}

const typeOf = (field: string): string => (MESSAGE_FIELDS as Record<string, string>)[field] ?? 'varchar'

/** The mapping as a select; the engine casts each column to the entity's type and rejects what does not fit. */
function stagingOf({ columns }: KafkaStream): Sql {
  if (!columns) return sql`select * from record`
  const mapped = Object.entries(columns).map(
    ([column, from]) => sql`${isSql(from) ? from : identifier(from)} as ${identifier(column)}`,
  )
  return sql`select _line, ${joinSql(mapped, ', ')} from record`
}
