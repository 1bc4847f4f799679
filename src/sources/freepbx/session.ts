import { openMysqlSession, type MysqlRow, type MysqlSession } from '../../kit/index.ts'
import { explained } from './errors.ts'
import type { DatabaseSettings } from './schema.ts'

export type { MysqlRow, MysqlSession as Session }

/**
 * Connects to the exchange's database; names stand in double quotes, times are on its clock.
 * @throws {SourceError} for every way that a connection can fail
 */
export const openSession = (settings: DatabaseSettings, folder: string, signal: AbortSignal): Promise<MysqlSession> =>
  openMysqlSession(settings, folder, signal, {
    hasAnsiQuotes: true,
    isUtc: false,
    explain: (error, reading) => explained(error, { ...settings, reading }),
  })
