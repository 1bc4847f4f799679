import { z } from 'zod'
import type { Secret } from '../secret.ts'

/** How far a connection is encrypted: `verify` also checks who answers, by the authorities of a file where one is named. */
export type MysqlTls = 'off' | 'require' | 'verify' | { ca: string }

export const mysqlTls: z.ZodType<MysqlTls> = z.union([
  z.enum(['off', 'require', 'verify']),
  z.strictObject({ ca: z.string().min(1) }),
])

/** An account of MariaDB or MySQL. */
export interface MysqlConnection {
  host: string
  port: number
  user: string
  password?: Secret | undefined
  /** the one that tables without a database are looked for in */
  database?: string | undefined
  /** `off` on this machine and `verify` elsewhere when absent; `ca` is a file of certificates, from the workspace's folder */
  tls?: MysqlTls | undefined
  statementTimeoutSeconds: number
  connectTimeoutSeconds: number
}
