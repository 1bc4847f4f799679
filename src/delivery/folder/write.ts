import { createHash } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm, stat, unlink } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { OutboxKey, State } from '../../state/index.ts'

export const MEMORY = 'folder'
const TEMPORARY = '.svodka-'
const MOST_SAME_NAMES = 100

export interface WriteOrder {
  folder: string
  /** a folder of the workspace is made; one outside of it may be a share that is not mounted, so it must be there */
  mayCreate: boolean
  name: string
  content: Uint8Array
  key: OutboxKey
}

/** What the channel keeps of a file that it wrote: whose it is, and what was in it, so that a file that somebody changed is not taken for ours. */
export interface WrittenFile {
  key: string
  /** of what is there, or was there before the last writing */
  sha256: readonly string[]
}

/** Writes whole files; two messages for one folder one after the other, so that they never take the same name. */
export function createWriter({ recipients }: State): { write(order: WriteOrder): Promise<string> } {
  const turns = new Map<string, Promise<unknown>>()
  return {
    write(order) {
      const turn = (turns.get(order.folder) ?? Promise.resolve()).then(() => write(order, recipients))
      turns.set(
        order.folder,
        turn.catch(() => undefined),
      )
      return turn
    },
  }
}

async function write(order: WriteOrder, recipients: State['recipients']): Promise<string> {
  const { folder, content, mayCreate } = order
  if (mayCreate) await mkdir(folder, { recursive: true })
  else await stat(folder)
  const sha256 = hashOf(content)
  const key = JSON.stringify(order.key)
  const temporary = join(folder, `${TEMPORARY}${hashOf(Buffer.from(key)).slice(0, 16)}.tmp`)
  for (const name of namesFor(order.name)) {
    const path = join(folder, name)
    const [there, known] = await Promise.all([hashOfFile(path), recall(path, recipients)])
    const isOurs = there !== undefined && known?.key === key && known.sha256.includes(there)
    if (isOurs && there === sha256) {
      // left where the process was killed between the two names of a finished file
      await rm(temporary, { force: true })
      return path
    }
    if (there !== undefined && !isOurs) continue
    await writeDurably(temporary, content)
    await remember(path, { key, sha256: isOurs ? [sha256, there] : [sha256] }, recipients)
    if (isOurs) await rename(temporary, path)
    else if (!(await placeNew(temporary, path))) continue
    await syncFolder(folder)
    return path
  }
  throw Object.assign(new Error(`${MOST_SAME_NAMES} files are called ${order.name}`), { code: 'EEXIST' })
}

/** `Отчёт.pdf`, `Отчёт (2).pdf` … */
function* namesFor(name: string): Generator<string> {
  yield name
  const extension = extname(name)
  const stem = name.slice(0, name.length - extension.length)
  for (let number = 2; number <= MOST_SAME_NAMES; number++) yield `${stem} (${number})${extension}`
}

async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'])

/** Gives a finished file its name, unless somebody took the name meanwhile; where a file system has no links, by renaming. */
async function placeNew(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    if (!NO_LINKS.has(codeOf(error))) throw error
    await rename(temporary, path)
    return true
  }
  await unlink(temporary)
  return true
}

const NO_FOLDER_SYNC = new Set(['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'])

/** The name is on disk too; file systems that cannot say so (Windows, many shares) are believed. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch (error) {
    if (!NO_FOLDER_SYNC.has(codeOf(error))) throw error
  }
}

export async function hashOfFile(path: string): Promise<string | undefined> {
  try {
    return hashOf(await readFile(path))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

export async function recall(path: string, recipients: State['recipients']): Promise<WrittenFile | undefined> {
  const kept = await recipients.recall(MEMORY, path)
  return kept ? (JSON.parse(kept) as WrittenFile) : undefined
}

const remember = (path: string, file: WrittenFile, recipients: State['recipients']): Promise<void> =>
  recipients.remember(MEMORY, path, JSON.stringify(file))

const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | undefined)?.code ?? ''
