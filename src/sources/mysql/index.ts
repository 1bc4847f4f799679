import { defineSource, fieldsNamedIn, stagingOf, type Stream } from '../../kit/index.ts'
import { check } from './check.ts'
import { read } from './read.ts'
import { mysqlSchema, type MysqlSettings, type MysqlStream } from './schema.ts'

/** Tables and queries of a MariaDB or MySQL database, read-only. */
export const mysql = defineSource<MysqlSettings>({
  type: 'mysql',
  title: 'MySQL',
  settings: mysqlSchema,
  streams: ({ streams }) => Object.entries(streams).map(([name, stream]) => streamOf(name, stream)),
  read,
  check,
})

function streamOf(name: string, stream: MysqlStream): Stream {
  return {
    name,
    format: 'csv',
    // what was received before a column was named lacks it
    record: Object.fromEntries((fieldsNamedIn(stream.columns) ?? []).map((column) => [column, 'varchar'])),
    csv: { delimiter: ',', header: true, hasEmptyTexts: true },
    feeds: [{ entity: stream.entity ?? name, staging: stagingOf(stream.columns) }],
  }
}
