import { constants } from 'node:fs'
import { copyFile, link, mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { unpackedContent } from '../warehouse/index.ts'

/** Copies a file, on disk when it resolves; blocks are shared where the file system can. */
export async function copyDurably(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await copyFile(from, to, constants.COPYFILE_FICLONE)
  await syncPath(to)
}

/** What file systems say that cannot give a file a second name, or not there. */
const NO_LINK = new Set(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'ENOENT'])

/** Gives a file a second name. @returns whether it could */
export async function hasLinked(from: string, to: string): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true })
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (NO_LINK.has((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

/** A folder's entries, or a file's content, are on disk. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Of what a packed file holds; undefined for one that is damaged. */
export async function sha256OfPacked(path: string): Promise<string | undefined> {
  try {
    return (await unpackedContent(path)).sha256
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_')) return undefined
    throw error
  }
}

export const sizeOf = async (path: string): Promise<number> => (await stat(path)).size

/** @returns undefined where there is nothing of that name */
export async function maybe<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** An instant as part of a name, to the second: `20261122T031500Z`. */
export const stamp = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, '')

/** What a backup's folder is called, and while it is unfinished. */
export const BACKUP_NAME = /^svodka-\d{8}T\d{6}Z$/
export const UNFINISHED_NAME = /^svodka-\d{8}T\d{6}Z\.part$/
