import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inEvery, SvodkaError, type Locale, type World } from '../base/index.ts'
import { settleRestored, type RestoredState } from '../state/index.ts'
import { isWarehouseHeld, readWarehouseCopy } from '../warehouse/index.ts'
import type { OnBackupProgress, RestoreOrder, RestoreResult } from './contract.ts'
import { copyDurably, maybe, stamp, syncPath } from './files.ts'
import { checkBackup, type CheckedBackup } from './read.ts'
import { words } from './words.ts'
import { FORMAT } from './write.ts'

/** Told of every so many files. */
const TELL_EVERY = 100

/**
 * Brings a backup back: looks at every byte of it first, copies it beside the place where it belongs, opens warehouse and state
 * there and compares what they hold with what they held; only then it takes its place. Killed at any instant, nothing
 * half restored stands where a program would open it, and the same command again does the rest.
 * @throws {SvodkaError} when the backup is not whole, or data stands in the way, or a process holds it
 */
export async function restoreBackup(
  { from, into, isForced }: RestoreOrder,
  locale: Locale,
  onProgress: OnBackupProgress,
  world: World,
): Promise<RestoreResult> {
  const tell = (key: string, done: number, all: number) => {
    if (done % TELL_EVERY === 0 || done === all)
      onProgress({ kind: key, text: words.say(locale, `progress.${key}`, { done, all }) })
  }
  const data = join(into, 'data')
  const isInTheWay = ((await maybe(readdir(data))) ?? []).length > 0
  if (isInTheWay && !isForced) throw new SvodkaError(words, 'not_empty', { folder: data })
  if (isInTheWay) await refuseHeld(data)
  const backup = await checkBackup(from, FORMAT, (done, all) => tell('verifying', done, all))
  const draft = join(into, 'data.restoring')
  await rm(draft, { recursive: true, force: true })
  await copyUnder(backup, 'data', draft, (done, all) => tell('copying', done, all))
  const state = await checkContent(backup, draft, world)
  const kept = await copyDefinitions(backup, into)
  const aside = isInTheWay ? `${data}.before-${stamp(world.now())}` : undefined
  if (aside !== undefined) await rename(data, aside)
  // an empty folder gives way
  await rename(draft, data)
  await syncPath(into)
  return { folder: into, description: backup.description, state, aside, kept }
}

/** @throws {SvodkaError} when a process works with the data that is to be moved aside */
async function refuseHeld(data: string): Promise<void> {
  if (await isWarehouseHeld(data)) throw new SvodkaError(words, 'held', { folder: data })
}

async function copyUnder(
  { folder, sums }: CheckedBackup,
  under: string,
  to: string,
  onFile: (done: number, all: number) => void,
): Promise<void> {
  const paths = [...sums.keys()].filter((path) => path.startsWith(`${under}/`))
  await mkdir(to, { recursive: true })
  for (const [at, path] of paths.entries()) {
    await copyDurably(join(folder, path), join(to, path.slice(under.length + 1)))
    onFile(at + 1, paths.length)
  }
  for (const each of new Set(paths.map((path) => dirname(path.slice(under.length + 1))))) await syncPath(join(to, each))
}

/** Opens what was copied. @returns what the state holds */
async function checkContent(
  { description, folder }: CheckedBackup,
  draft: string,
  world: World,
): Promise<RestoredState | undefined> {
  const { tables } = await readWarehouseCopy(draft)
  const wrong = Object.keys(description.tables).find((name) => tables[name] !== description.tables[name])
  if (wrong !== undefined) throw new SvodkaError(words, 'altered', { folder, file: `data/warehouse.duckdb (${wrong})` })
  if (description.state === null) return undefined
  const cause = inEvery((locale) => words.say(locale, 'since_backup', { takenAt: description.takenAt }))
  return settleRestored({ file: join(draft, 'state.db') }, cause, world)
}

/** @returns those that stood there with another content, and were left */
async function copyDefinitions({ folder, sums }: CheckedBackup, into: string): Promise<string[]> {
  const kept: string[] = []
  for (const path of [...sums.keys()].filter((each) => each.startsWith('workspace/'))) {
    const name = path.slice('workspace/'.length)
    const found = await maybe(readFile(join(into, name)))
    if (found === undefined) await copyDurably(join(folder, path), join(into, name))
    else if (!found.equals(await readFile(join(folder, path)))) kept.push(name)
  }
  return kept
}
