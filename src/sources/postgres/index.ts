import { databaseCsv, defineSource } from '../../kit/index.ts'
import { check } from './check.ts'
import { read } from './read.ts'
import { postgresSchema, type PostgresSettings } from './schema.ts'

/** Tables and queries of a PostgreSQL database, read-only, by `copy`. */
export const postgres = defineSource<PostgresSettings>({
  type: 'postgres',
  title: 'PostgreSQL',
  settings: postgresSchema,
  streams: ({ streams }) => Object.entries(streams).map(([name, stream]) => databaseCsv(name, stream)),
  read,
  check,
})
