import { z } from 'zod'
import { isZone } from '../../base/index.ts'
import { daySetting, mysqlTls, secretSetting, type MysqlConnection, type Secret } from '../../kit/index.ts'

/** An account of MariaDB or MySQL that may read the exchange's tables. */
export interface DatabaseSettings extends Omit<MysqlConnection, 'database'> {
  /** the database with the table `cdr` */
  cdr: string
  /** the database with the table `users`; null leaves names to the setting `agents` */
  configuration: string | null
}

/** The web interface of FreePBX: GraphQL with an application of the type `machine-to-machine`. */
export interface ApiSettings {
  /** `https://pbx.example.com` */
  baseUrl: string
  clientId: string
  clientSecret: Secret
  /** rows that one question asks for; a day with more is asked again for more */
  pageSize: number
}

export interface FreepbxSettings {
  /** the clock of the exchange, on which `calldate` is written; UTC where cdr.conf says `usegmtime=yes` */
  timeZone: string
  database?: DatabaseSettings | undefined
  api?: ApiSettings | undefined
  /** the log of queues: a table `database.table`, or files, `*` for any characters */
  queueLog?: { table: string } | { file: string } | undefined
  /** names of operators by extension; stronger than the table `users` */
  agents: Readonly<Record<string, string>>
  /** the first day that is read; everything when absent, by the web interface the last ninety days */
  from?: string | undefined
  /** how far back each run reads again: rows are written when a call ends, under the time when it began */
  overlapHours: number
  /** least and greatest number of digits of an extension */
  extensionDigits: readonly [least: number, greatest: number]
  /** beginnings of contexts in which calls from outside arrive */
  trunkContexts: readonly string[]
}

const DAY_SECONDS = 86_400
const seconds = (longest: number) => z.number().positive().max(longest)
const text = z.string().min(1)

const tableName = z.string().regex(/^[\w$-]+\.[\w$-]+$/, { error: 'must be database.table' })

const database = z.strictObject({
  host: text,
  port: z.number().int().min(1).max(65_535).default(3306),
  user: text,
  password: secretSetting().optional(),
  cdr: text.default('asteriskcdrdb'),
  configuration: text.nullable().default('asterisk'),
  tls: mysqlTls.optional(),
  statementTimeoutSeconds: seconds(DAY_SECONDS).default(600),
  connectTimeoutSeconds: seconds(600).default(15),
})

const api = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  clientId: text,
  clientSecret: secretSetting(),
  pageSize: z.number().int().min(10).max(1_000_000).default(10_000),
})

const digits = z.number().int().min(1).max(10)

export const freepbxSchema: z.ZodType<FreepbxSettings> = z
  .strictObject({
    timeZone: z.string().refine(isZone, { error: 'must be a zone as Europe/Moscow: that of the exchange’s clock' }),
    database: database.optional(),
    api: api.optional(),
    queueLog: z.union([z.strictObject({ table: tableName }), z.strictObject({ file: text })]).optional(),
    agents: z.record(z.string(), text).default({}),
    from: daySetting.optional(),
    overlapHours: z.number().int().min(1).max(168).default(6),
    extensionDigits: z
      .tuple([digits, digits])
      .refine(([least, greatest]) => least <= greatest, { error: 'must be [least, greatest], like [2, 6]' })
      .default([2, 6]),
    trunkContexts: z
      .array(text)
      .default(['from-trunk', 'from-pstn', 'from-did', 'from-digital', 'from-dahdi', 'from-zaptel', 'ext-did']),
  })
  .superRefine(({ database: given, api: asked, queueLog }, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if ((given === undefined) === (asked === undefined)) wrong('database', 'give either database or api')
    if (queueLog && 'table' in queueLog && !given) wrong('queueLog', 'a table needs database')
  })
