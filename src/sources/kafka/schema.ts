import { z } from 'zod'
import { isSql, secretSetting, type Secret, type Sql } from '../../kit/index.ts'

export interface KafkaSettings {
  /** any of the cluster, `host:port`; the others are found through them */
  brokers: readonly string[]
  /** `off` on this machine and `verify` elsewhere when absent */
  tls?: KafkaTls | undefined
  sasl?: KafkaSasl | undefined
  connectTimeoutSeconds: number
  /** one answer of a broker may take so long */
  timeoutSeconds: number
  /** what happens when messages are gone that had not been read: the stream stops and says so, or goes on with what is there */
  afterLoss: 'stop' | 'go-on'
  streams: Readonly<Record<string, KafkaStream>>
}

/** `require` encrypts without checking who answers; files are named from the workspace's folder. */
export type KafkaTls =
  | 'off'
  | 'require'
  | 'verify'
  | { ca?: string | undefined; certificate?: string | undefined; key?: string | undefined }

export interface KafkaSasl {
  mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
  user: string
  password: Secret
}

export interface KafkaStream {
  topic: string
  /** the entity that the messages become; the stream's name when absent */
  entity?: string | undefined
  /** which columns identify a row; they must be among `columns` */
  key?: readonly string[] | undefined
  /** the entity's column → a field of the message, or DuckDB's SQL over `fields`; by the same names when absent */
  columns?: Readonly<Record<string, string | Sql>> | undefined
  /** fields that SQL in `columns` names, with DuckDB's types */
  fields?: Readonly<Record<string, string>> | undefined
  /** where the very first run begins */
  start: 'earliest' | 'latest'
}

const sqlExpression = z.custom<Sql>(isSql, { error: 'must be the name of a field or sql`…`' })

/** What a message carries besides its own fields, with DuckDB's types; `kafka_headers->>'trace'` gives one header. */
export const MESSAGE_FIELDS = {
  kafka_partition: 'integer',
  kafka_offset: 'bigint',
  kafka_timestamp: 'timestamp',
  kafka_key: 'varchar',
  kafka_headers: 'json',
} as const

const fieldType = z
  .string()
  .regex(/^[a-z][a-z0-9_ ,()[\]"]*$/i, { error: "must be one of DuckDB's types, as 'decimal(18,2)'" })

const streamSchema: z.ZodType<KafkaStream> = z
  .strictObject({
    topic: z.string().regex(/^[\w.-]{1,249}$/, { error: 'must be the name of one topic' }),
    entity: z.string().optional(),
    key: z.array(z.string()).optional(),
    columns: z.record(z.string(), z.union([z.string().min(1), sqlExpression])).optional(),
    fields: z.record(z.string().min(1), fieldType).optional(),
    start: z.enum(['earliest', 'latest']).default('earliest'),
  })
  .superRefine(({ key, columns, fields }, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    const missing = columns && key?.find((column) => !(column in columns))
    if (missing) fault('key', `“${missing}” is not among columns`)
    if (fields && !columns) fault('fields', 'has no meaning without columns')
    for (const name of Object.keys(fields ?? {}))
      if (name in MESSAGE_FIELDS) fault('fields', `“${name}” is known already`)
  })

const seconds = (longest: number) => z.number().positive().max(longest)

const tls: z.ZodType<KafkaTls> = z.union([
  z.enum(['off', 'require', 'verify']),
  z
    .strictObject({
      ca: z.string().min(1).optional(),
      certificate: z.string().min(1).optional(),
      key: z.string().min(1).optional(),
    })
    .refine((files) => (files.certificate === undefined) === (files.key === undefined), {
      error: 'certificate and key belong together',
    }),
])

export const kafkaSchema: z.ZodType<KafkaSettings> = z.strictObject({
  brokers: z
    .array(z.string().regex(/^(\[[0-9a-f:]+\]|[^\s:/]+)(:\d{1,5})?$/i, { error: "must be 'host:port'" }))
    .min(1),
  tls: tls.optional(),
  sasl: z
    .strictObject({
      mechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']),
      user: z.string().min(1),
      password: secretSetting(),
    })
    .optional(),
  connectTimeoutSeconds: seconds(600).default(10),
  timeoutSeconds: seconds(3600).default(30),
  afterLoss: z.enum(['stop', 'go-on']).default('stop'),
  streams: z.record(z.string(), streamSchema),
})
