import { defineSource, fieldsNamedIn, stagingOf, type Stream } from '../../kit/index.ts'
import { check } from './check.ts'
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
    record: Object.fromEntries((fieldsNamedIn(stream.columns) ?? []).map((column) => [column, 'varchar'])),
    csv: { delimiter: ',', header: true, hasEmptyTexts: true },
    feeds: [{ entity: stream.entity ?? name, staging: stagingOf(stream.columns) }],
  }
}
