import { z } from 'zod'
import type { Secret } from '../secret.ts'

/** How far a connection is encrypted: `verify` also checks who answers, by the authorities of a file where one is named. */
export type PostgresTls = 'off' | 'require' | 'verify' | { ca: string }

export const postgresTls: z.ZodType<PostgresTls> = z.union([
  z.enum(['off', 'require', 'verify']),
  z.strictObject({ ca: z.string().min(1) }),
])

/** Where a database is and who asks; what messages may show. */
export interface PostgresAddress {
  host: string
  port: number
  database: string
  user: string
  /** at a run: whether the connection is encrypted */
  tls: PostgresTls
  /** the setting that holds the whole address, as messages name it */
  setting: 'connection' | 'url'
  connectTimeoutSeconds: number
}

export interface ReachablePostgres extends PostgresAddress {
  password: string | undefined
}

/** A whole address, single settings, or both: single ones are stronger. */
export interface PostgresConnection {
  /** `postgresql://user:password@host:5432/database` */
  connection?: Secret | undefined
  host?: string | undefined
  port?: number | undefined
  database?: string | undefined
  user?: string | undefined
  password?: Secret | undefined
  /** `off` on this machine and `verify` elsewhere when absent */
  tls?: PostgresTls | undefined
  connectTimeoutSeconds: number
}
