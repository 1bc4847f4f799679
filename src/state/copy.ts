import { existsSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { backup, DatabaseSync } from 'node:sqlite'
import { BUSY_SECONDS, guarded } from './sqlite-errors.ts'

/** More pages than a state has: it is copied at one go, as of one moment, whoever writes meanwhile. */
const ALL_PAGES = 0x7f_ff_ff_ff

/**
 * Copies the state as it is at one moment, while other processes go on writing it.
 * @returns its version; undefined where there is no state yet
 * @throws {SvodkaError} when it is damaged or cannot be read
 */
export async function copyState({ file }: { file: string }, to: string): Promise<number | undefined> {
  if (!existsSync(file)) return undefined
  const database = guarded(file, () => new DatabaseSync(file, { readOnly: true, timeout: BUSY_SECONDS * 1000 }))
  try {
    await backup(database, to, { rate: ALL_PAGES })
  } finally {
    database.close()
  }
  await chmod(to, 0o600)
  return guarded(to, () => versionOf(to))
}

/** One file, with nothing beside it: whoever opens the state sets again how it is written. */
function versionOf(file: string): number {
  const database = new DatabaseSync(file)
  try {
    database.exec('pragma journal_mode = delete')
    const isThere = database.prepare(`select 1 from sqlite_master where name = 'schema_version'`).get()
    if (!isThere) return 0
    return Number(
      database.prepare('select coalesce(max(version), 0) as version from schema_version').get()?.['version'],
    )
  } finally {
    database.close()
  }
}
