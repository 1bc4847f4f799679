import { defineSource, identifier, isSql, joinSql, sql, type Sql, type Stream } from '../../kit/index.ts'
import { check } from './check.ts'
import { namedColumns } from './columns.ts'
import { read } from './read.ts'
import { postgresSchema, type PostgresSettings, type PostgresStream } from './schema.ts'

/** Tables and queries of a PostgreSQL database, read-only, by `copy`. */
export const postgres = defineSource<PostgresSettings>({
  type: 'postgres',
  title: 'PostgreSQL',
  settings: postgresSchema,
  streams: ({ streams }) => Object.entries(streams).map(([name, stream]) => streamOf(name, stream)),
  read,
  check,
})

function streamOf(name: string, stream: PostgresStream): Stream {
  return {
    name,
    format: 'csv',
    // what was received before a column was named lacks it
    record: Object.fromEntries((namedColumns(stream.columns) ?? []).map((column) => [column, 'varchar'])),
    csv: { delimiter: ',', header: true, hasEmptyTexts: true },
    feeds: [{ entity: stream.entity ?? name, staging: stagingOf(stream) }],
  }
}

/** The mapping as a select; the engine casts each column to the entity's type and rejects what does not fit. */
function stagingOf({ columns }: PostgresStream): Sql {
  if (!columns) return sql`select * from record`
  const mapped = Object.entries(columns).map(
    ([column, from]) => sql`${isSql(from) ? from : identifier(from)} as ${identifier(column)}`,
  )
  return sql`select _line, ${joinSql(mapped, ', ')} from record`
}
