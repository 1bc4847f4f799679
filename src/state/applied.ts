import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { SvodkaError, type World } from '../base/index.ts'
import type { Applied, AppliedStore } from './contract.ts'
import { openEngine } from './open-engine.ts'
import type { StatePlace } from './place.ts'
import { stored } from './rows.ts'
import type { Database } from './schema.ts'
import { guarded } from './sqlite-errors.ts'

export function createApplied(database: Database, world: World): AppliedStore {
  return {
    async keep(subject, settings) {
      const row = { settings, applied_at: stored(world.now()) }
      await database
        .insertInto('applied_settings')
        .values({ subject, ...row })
        .onConflict((conflict) => conflict.column('subject').doUpdateSet(row))
        .execute()
    },
  }
}

/**
 * What was kept as applied, read without changing anything: nothing is made, nothing is brought up to date.
 * @throws {SvodkaError} when it is damaged or cannot be read
 */
export async function readApplied(place: StatePlace): Promise<readonly Applied[]> {
  return 'file' in place ? readFile(place.file) : readSchema(place)
}

async function readSchema(place: StatePlace): Promise<readonly Applied[]> {
  const { database, hasTable } = await openEngine(place)
  try {
    if (!(await hasTable(database, 'applied_settings'))) return []
    const rows = await database.selectFrom('applied_settings').selectAll().execute()
    return rows.map(({ applied_at: appliedAt, ...row }) => ({ ...row, appliedAt }))
  } finally {
    await database.destroy()
  }
}

function readFile(file: string): readonly Applied[] {
  if (!existsSync(file)) return []
  const isOpenElsewhere = existsSync(`${file}-wal`)
  try {
    return read(file, { isQuiet: !isOpenElsewhere })
  } catch (error) {
    // another process may have opened it in between
    if (isOpenElsewhere || !(error instanceof SvodkaError)) throw error
    return read(file, { isQuiet: false })
  }
}

/** @param isQuiet where nobody has the file open SQLite needs no files of its own beside it, which it would leave behind */
function read(file: string, { isQuiet }: { isQuiet: boolean }): readonly Applied[] {
  const url = pathToFileURL(file)
  if (isQuiet) url.searchParams.set('immutable', '1')
  return guarded(file, () => {
    const database = new DatabaseSync(url, { readOnly: true, timeout: 5000 })
    try {
      const isThere = database.prepare(`select 1 from sqlite_master where name = 'applied_settings'`).get()
      if (!isThere) return []
      return database
        .prepare('select subject, settings, applied_at as appliedAt from applied_settings')
        .all() as unknown as Applied[]
    } finally {
      database.close()
    }
  })
}
