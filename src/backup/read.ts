import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SvodkaError } from '../base/index.ts'
import { filesUnder, sha256Of } from '../warehouse/index.ts'
import type { BackupDescription } from './contract.ts'
import { BACKUP_NAME, maybe, sizeOf } from './files.ts'
import { DESCRIPTION, parseSums, SUMS, type Sums } from './sums.ts'
import { words } from './words.ts'

/** A backup whose every byte was looked at. */
export interface CheckedBackup {
  folder: string
  description: BackupDescription
  sums: Sums
}

/**
 * Reads a backup whole and compares it with what it says of itself.
 * @param format the newest layout that is known
 * @throws {SvodkaError} when it is none, was cut short or altered, or a newer program made it
 */
export async function checkBackup(
  folder: string,
  format: number,
  onFile: (done: number, all: number) => void,
): Promise<CheckedBackup> {
  const refuse = (key: string, values: Record<string, string | number> = {}): never => {
    throw new SvodkaError(words, key, { folder, ...values })
  }
  if (/\.part\/?$/.test(folder)) refuse('unfinished')
  const text = await maybe(readFile(join(folder, SUMS), 'utf8').catch(notAFolder))
  const sums = text === undefined ? refuse('no_backup') : (parseSums(text) ?? refuse('altered', { file: SUMS }))
  const paths = [...sums.keys()]
  for (const [at, path] of paths.entries()) {
    const found = await maybe(sha256Of(join(folder, path)))
    if (found === undefined) refuse('lacks', { file: path })
    if (found !== sums.get(path)) refuse('altered', { file: path })
    onFile(at + 1, paths.length)
  }
  if (!sums.has(DESCRIPTION)) refuse('altered', { file: SUMS })
  const description = JSON.parse(await readFile(join(folder, DESCRIPTION), 'utf8')) as BackupDescription
  if (description.format > format) refuse('newer', { program: description.program })
  const own = paths.filter((path) => path !== DESCRIPTION)
  const sizes = await Promise.all(own.map((path) => sizeOf(join(folder, path))))
  const bytes = sizes.reduce((all, size) => all + size, 0)
  if (own.length !== description.files || bytes !== description.bytes) refuse('altered', { file: SUMS })
  const stranger = (await filesUnder(folder)).find((path) => path !== SUMS && !sums.has(path))
  if (stranger !== undefined) refuse('stranger', { file: stranger })
  return { folder, description, sums }
}

/** A file in place of the folder is no backup either. */
function notAFolder(error: NodeJS.ErrnoException): never {
  if (error.code === 'ENOTDIR') throw Object.assign(error, { code: 'ENOENT' })
  throw error
}

/** The newest whole backup in a folder, as far as its list can be read: only its received files are of use. */
export async function newestBackup(to: string): Promise<{ folder: string; sums: Sums } | undefined> {
  const names = ((await maybe(readdir(to))) ?? []).filter((name) => BACKUP_NAME.test(name)).toSorted()
  const newest = names.at(-1)
  if (newest === undefined || !(await stat(join(to, newest))).isDirectory()) return undefined
  const sums = parseSums((await maybe(readFile(join(to, newest, SUMS), 'utf8'))) ?? '')
  return sums && { folder: join(to, newest), sums }
}
