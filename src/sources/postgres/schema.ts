import { z } from 'zod'
import { isZone } from '../../base/index.ts'
import {
  columnMapping,
  missingKey,
  postgresTls,
  secretSetting,
  type ColumnMapping,
  type PostgresConnection,
} from '../../kit/index.ts'
import { nameParts } from './names.ts'

export interface PostgresSettings extends PostgresConnection {
  /** where tables without a schema are looked for; the user's own search path when absent */
  schema?: string | undefined
  /** the zone that columns `timestamp` without time zone are meant in */
  timeZone: string
  /** one question may take so long, waiting for a slow reader included */
  statementTimeoutSeconds: number
  lockTimeoutSeconds: number
  streams: Readonly<Record<string, PostgresStream>>
}

export interface PostgresStream {
  /** `events`, `sales.events`, `"My schema"."Events"`: the very names, letter case included */
  table?: string | undefined
  /** one select of the administrator's own, instead of a table */
  query?: string | undefined
  /** the entity that the rows become; the stream's name when absent */
  entity?: string | undefined
  /** which columns identify a row; they must be among `columns` */
  key?: readonly string[] | undefined
  /** the entity's column → the result's column, or DuckDB's SQL over the result's columns; by the same names when absent */
  columns?: ColumnMapping | undefined
  /** a column that grows with every new or changed row; without it everything is read each time */
  cursor?: string | undefined
  /** how far back each run reads again: `10m`, `2h`, `1d` of times, a number of numbers */
  overlap?: string | number | undefined
}

/** The database's host is not a part of a workspace's zone: what a clock without a zone means is said per source. */
const DEFAULT_ZONE = 'UTC'

const streamSchema: z.ZodType<PostgresStream> = z
  .strictObject({
    table: z
      .string()
      .refine((text) => nameParts(text) !== undefined, { error: 'must be a table or schema.table' })
      .optional(),
    query: z.string().min(1).optional(),
    entity: z.string().optional(),
    key: z.array(z.string()).optional(),
    columns: columnMapping.optional(),
    cursor: z.string().min(1).optional(),
    overlap: z
      .union([z.string().regex(/^\d+[smhd]$/), z.number().min(0)], { error: "must be a time as '10m', or a number" })
      .optional(),
  })
  .superRefine(({ table, query, key, columns, cursor, overlap }, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if ((table === undefined) === (query === undefined)) fault('table', 'give either table or query')
    const missing = missingKey(key, columns)
    if (missing) fault('key', `“${missing}” is not among columns`)
    if (overlap !== undefined && cursor === undefined) fault('overlap', 'has no meaning without cursor')
  })

const seconds = (longest: number) => z.number().positive().max(longest)
const DAY_SECONDS = 86_400

export const postgresSchema: z.ZodType<PostgresSettings> = z
  .strictObject({
    connection: secretSetting().optional(),
    host: z.string().min(1).optional(),
    port: z.number().int().min(1).max(65_535).default(5432),
    database: z.string().min(1).optional(),
    user: z.string().min(1).optional(),
    password: secretSetting().optional(),
    tls: postgresTls.optional(),
    schema: z.string().min(1).optional(),
    timeZone: z.string().refine(isZone, { error: 'must be a zone as Europe/Moscow' }).default(DEFAULT_ZONE),
    statementTimeoutSeconds: seconds(7 * DAY_SECONDS).default(3600),
    lockTimeoutSeconds: seconds(DAY_SECONDS).default(30),
    connectTimeoutSeconds: seconds(600).default(15),
    streams: z.record(z.string(), streamSchema),
  })
  .superRefine((settings, context) => {
    if (settings.connection) return
    for (const name of ['host', 'database', 'user'] as const) {
      if (settings[name] === undefined)
        context.addIssue({ code: 'custom', path: [name], message: 'must be given where connection is not' })
    }
  })
