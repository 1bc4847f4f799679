import { databaseCsv, defineSource } from '../../kit/index.ts'
import { check } from './check.ts'
import { read } from './read.ts'
import { mysqlSchema, type MysqlSettings } from './schema.ts'

/** Tables and queries of a MariaDB or MySQL database, read-only. */
export const mysql = defineSource<MysqlSettings>({
  type: 'mysql',
  title: 'MySQL',
  settings: mysqlSchema,
  streams: ({ streams }) => Object.entries(streams).map(([name, stream]) => databaseCsv(name, stream)),
  read,
  check,
})
