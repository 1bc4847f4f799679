import { z } from 'zod'
import {
  columnMapping,
  missingKey,
  mysqlTls,
  secretSetting,
  zoneSetting,
  type ColumnMapping,
  type MysqlConnection,
} from '../../kit/index.ts'
import { nameParts } from './names.ts'

export interface MysqlSettings extends MysqlConnection {
  database: string
  /** the clock that columns `datetime` are written on; `timestamp` has none */
  timeZone: string
  streams: Readonly<Record<string, MysqlStream>>
}

export interface MysqlStream {
  /** `events`, `sales.events`, `` `My base`.`Events` `` */
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

const streamSchema: z.ZodType<MysqlStream> = z
  .strictObject({
    table: z
      .string()
      .refine((text) => nameParts(text) !== undefined, { error: 'must be a table or database.table' })
      .optional(),
    query: z.string().min(1).optional(),
    entity: z.string().optional(),
    key: z.array(z.string()).optional(),
    columns: columnMapping.optional(),
    cursor: z.string().min(1).optional(),
    overlap: z
      .union([z.string().regex(/^\d+[smhd]$/), z.number().int().min(0)], {
        error: "must be a time as '10m', or a number",
      })
      .optional(),
  })
  .superRefine(({ table, query, key, columns, cursor, overlap }, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if ((table === undefined) === (query === undefined)) fault('table', 'give either table or query')
    const missing = missingKey(key, columns)
    if (missing) fault('key', `“${missing}” is not among columns`)
    if (overlap !== undefined && cursor === undefined) fault('overlap', 'has no meaning without cursor')
  })

const DAY_SECONDS = 86_400
const seconds = (longest: number) => z.number().positive().max(longest)
const text = z.string().min(1)

export const mysqlSchema: z.ZodType<MysqlSettings> = z.strictObject({
  host: text,
  port: z.number().int().min(1).max(65_535).default(3306),
  database: text,
  user: text,
  password: secretSetting().optional(),
  tls: mysqlTls.optional(),
  timeZone: zoneSetting.default('UTC'),
  statementTimeoutSeconds: seconds(7 * DAY_SECONDS).default(3600),
  connectTimeoutSeconds: seconds(600).default(15),
  streams: z.record(z.string(), streamSchema),
})
