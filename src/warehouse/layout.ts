import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { SvodkaError, type World } from '../base/index.ts'
import { identifier, sql } from '../kit/index.ts'
import { causeText, fault, isDamage } from './fault.ts'
import { batches } from './manifest.ts'
import type { Session } from './session.ts'

/**
 * How tables are laid out. It grows when a file of before cannot be gone on with as it is; such a file is made anew from what was
 * received, when it is next opened.
 */
export const LAYOUT = 1

/** Files of before this was written down. */
const UNWRITTEN = 1

/**
 * Brings a file to this program's layout, in a transaction of the caller: tables of another one are dropped, so that preparing makes them
 * and reads everything again. Marts stay until they are built anew.
 * @throws {RequestError} `newer_layout` for the file of a newer program; `raw_lacks` where what was received is not all there
 */
export async function bringLayout(session: Session, file: string, rawFolder: string, world: World): Promise<void> {
  const found = await layoutOf(session)
  if (found === LAYOUT) return
  if (found > LAYOUT) throw fault('newer_layout', { file, found, known: LAYOUT })
  await refuseLacking(session, file, rawFolder)
  for (const schema of ['staging', 'core']) {
    await session.run(sql`drop schema ${identifier(schema)} cascade`)
    await session.run(sql`create schema ${identifier(schema)}`)
  }
  await session.run(sql`delete from meta.definition`)
  await session.run(sql`delete from meta.model`)
  await session.run(sql`update meta.layout set version = ${LAYOUT}`)
  world.log.info({ from: found, to: LAYOUT }, 'warehouse.layout_raised')
}

async function layoutOf(session: Session): Promise<number> {
  await session.run(sql`create table if not exists meta.layout (version bigint)`)
  const isUsed = (await session.rows(sql`select 1 as one from meta.definition limit 1`)).length > 0
  await session.run(sql`insert into meta.layout
    select ${isUsed ? UNWRITTEN : LAYOUT} where not exists (from meta.layout)`)
  return Number(await session.value(sql`select version from meta.layout`))
}

async function refuseLacking(session: Session, file: string, rawFolder: string): Promise<void> {
  const lacking: string[] = []
  for (const batch of await batches(session)) {
    const isThere = await access(join(rawFolder, batch.file)).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false
        throw error
      },
    )
    if (!isThere) lacking.push(batch.file)
  }
  if (lacking.length > 0) throw fault('raw_lacks', { file, count: lacking.length, first: lacking[0] ?? '' })
}

/** Why the engine cannot open a file, as a sentence. */
export function cannotOpen(file: string, told: unknown): Error {
  // a statement that met damage has told of it already, without this file
  const error = told instanceof SvodkaError && told.code === 'damaged' ? told.cause : told
  const message = error instanceof Error ? error.message : ''
  const [, found, oldest, newest] =
    /version number (\d+), but we can only read versions? between (\d+) and (\d+)/.exec(message) ?? []
  if (found === undefined)
    return fault(isDamage(error) ? 'damaged' : 'cannot_open', { file, cause: causeText(error) }, error)
  const code = Number(found) > Number(newest) ? 'newer_engine' : 'older_engine'
  return fault(code, { file, found, oldest: oldest ?? '', newest: newest ?? '' }, error)
}
