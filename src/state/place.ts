import type { ClientConfig } from 'pg'
import type { SvodkaError } from '../base/index.ts'

/** Where the store is: a file of this machine, or a schema of a PostgreSQL that several nodes share. */
export type StatePlace = { file: string } | { postgres: PostgresPlace }

/** A schema of a PostgreSQL, and how its driver's errors are told. */
export interface PostgresPlace {
  /** for the driver: where, who, password, encryption */
  client: ClientConfig
  schema: string
  /** connections at most */
  connections: number
  /** what messages may show */
  address: { host: string; port: number; database: string; user: string }
  /** an error of the network or of the server's door, as a sentence; undefined for any other */
  explainedConnection(told: Error): SvodkaError | undefined
  /** whether a connection that stood broke off */
  isBrokenOff(told: Error): boolean
}
