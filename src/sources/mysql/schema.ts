import { z } from 'zod'
import {
  databaseStream,
  mysqlTls,
  secretSetting,
  zoneSetting,
  type DatabaseStream,
  type MysqlConnection,
} from '../../kit/index.ts'
import { nameParts } from './names.ts'

export interface MysqlSettings extends MysqlConnection {
  database: string
  /** the clock that columns `datetime` are written on; `timestamp` has none */
  timeZone: string
  streams: Readonly<Record<string, DatabaseStream>>
}

const streamSchema = databaseStream(
  { isName: (text) => nameParts(text) !== undefined, error: 'must be a table or database.table' },
  z.number().int().min(0),
)

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
