import { z } from 'zod'
import { isZone } from '../../base/index.ts'
import {
  databaseStream,
  postgresTls,
  secretSetting,
  type DatabaseStream,
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
  streams: Readonly<Record<string, DatabaseStream>>
}

/** The database's host is not a part of a workspace's zone: what a clock without a zone means is said per source. */
const DEFAULT_ZONE = 'UTC'

const streamSchema = databaseStream(
  { isName: (text) => nameParts(text) !== undefined, error: 'must be a table or schema.table' },
  z.number().min(0),
)

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
