import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SvodkaError, type Instant, type World } from '../base/index.ts'
import { copyState } from '../state/index.ts'
import { filesUnder, readWarehouseCopy, sha256Of, type WarehouseCopy } from '../warehouse/index.ts'
import {
  BACKUP_PARTS,
  type BackedUp,
  type BackupDescription,
  type BackupOrder,
  type BackupPart,
  type BackupResult,
  type OnBackupProgress,
} from './contract.ts'
import { copyDurably, hasLinked, maybe, sha256OfPacked, sizeOf, stamp, syncPath, UNFINISHED_NAME } from './files.ts'
import { newestBackup } from './read.ts'
import { DESCRIPTION, SUMS, sumsText, type Sums } from './sums.ts'
import { definitionFiles } from './workspace-files.ts'
import { words } from './words.ts'

/** Of the layout that is written here; a newer one is refused. */
export const FORMAT = 1
const HOURS_UNFINISHED = 24

/**
 * Writes a backup while everything goes on: warehouse, inbox and state of one moment, then the received files on which that
 * warehouse stands, which never change. It has its name when it is whole and on disk; killed earlier, it is a folder `….part`.
 * @throws {SvodkaError} when the disk is full, or the copy does not hold what the warehouse did
 */
export async function writeBackup(
  from: BackedUp,
  order: BackupOrder,
  onProgress: OnBackupProgress,
  world: World,
): Promise<BackupResult> {
  const folder = join(order.to, `svodka-${stamp(world.now())}`)
  const tell = (key: string, values: Record<string, number> = {}) =>
    onProgress({ kind: key, text: words.say(order.locale, `progress.${key}`, values) })
  try {
    const before = await newestBackup(order.to)
    await forgetUnfinished(order.to, world)
    const writing = await startWriting(folder, order)
    tell('warehouse')
    const { copy, state, takenAt } = await copyMoment(from, writing, world)
    tell('received', { files: copy.received.length })
    const missing = await copyReceived(from, copy, writing, before)
    await addFiles(
      writing,
      'workspace',
      from.folder,
      'workspace',
      await definitionFiles(from.folder, order.withSecrets),
    )
    tell('checking')
    await refuseOtherContent(copy, join(writing.folder, 'data'))
    const parts = partsOf(writing)
    const description: BackupDescription = {
      format: FORMAT,
      program: from.program,
      engine: copy.engine,
      state: state ?? null,
      takenAt,
      workspace: from.name,
      hasSecrets: order.withSecrets,
      tables: copy.tables,
      files: parts.reduce((all, { files }) => all + files, 0),
      bytes: parts.reduce((all, { bytes }) => all + bytes, 0),
      missing,
    }
    await finish(writing, description, folder)
    world.log.info(
      { folder, files: description.files, bytes: description.bytes, missing: missing.length },
      'backup.taken',
    )
    return { folder, takenAt, parts, missing, isStateElsewhere: from.isStateElsewhere }
  } catch (error) {
    await rm(`${folder}.part`, { recursive: true, force: true })
    throw told(error, order.to)
  }
}

interface Writing {
  /** `….part` */
  folder: string
  sums: Map<string, string>
  files: { part: BackupPart['part']; bytes: number; isLinked: boolean }[]
}

async function startWriting(folder: string, { to }: BackupOrder): Promise<Writing> {
  if ((await maybe(stat(folder))) !== undefined)
    throw new SvodkaError(words, 'name_taken', { folder }, { recovery: 'retry' })
  await mkdir(to, { recursive: true })
  // what is kept of passwords is for nobody else on the machine
  await mkdir(`${folder}.part`, { mode: 0o700 })
  return { folder: `${folder}.part`, sums: new Map(), files: [] }
}

/** Warehouse, inbox, learned tables and state, between two changes of the warehouse. */
async function copyMoment(
  { dataFolder, warehouse, isStateElsewhere }: BackedUp,
  writing: Writing,
  world: World,
): Promise<{ copy: WarehouseCopy; state: number | undefined; takenAt: Instant }> {
  const data = join(writing.folder, 'data')
  let state: number | undefined
  let takenAt = ''
  const copy = await warehouse.copyTo(data, async () => {
    takenAt = world.now().toISOString()
    // a record that waits is in the inbox, one that was loaded in the warehouse: never in neither, and never new in both
    await addFiles(
      writing,
      'inbox',
      dataFolder,
      'data',
      (await filesUnder(join(dataFolder, 'inbox'), { skip: isHalf })).map((name) => `inbox/${name}`),
    )
    await addFiles(writing, 'learned', dataFolder, 'data', await present(dataFolder, 'learned.json'))
    if (!isStateElsewhere) state = await copyState({ file: join(dataFolder, 'state.db') }, join(data, 'state.db'))
  })
  for (const name of copy.files) await note(writing, 'warehouse', `data/${name}`)
  if (state !== undefined) await note(writing, 'state', 'data/state.db')
  return { copy, state, takenAt }
}

const isHalf = (path: string): boolean => path.endsWith('.part')

const present = async (folder: string, name: string): Promise<string[]> =>
  (await maybe(stat(join(folder, name)))) === undefined ? [] : [name]

/** @returns those that are gone, or are not what was received */
async function copyReceived(
  { warehouse }: BackedUp,
  { received }: WarehouseCopy,
  writing: Writing,
  before: { folder: string; sums: Sums } | undefined,
): Promise<string[]> {
  const missing: string[] = []
  for (const { file, sha256, isPacked } of received) {
    const path = `data/raw/${file}`
    const target = join(writing.folder, path)
    const known = before?.sums.get(path)
    // a received file is written once, whatever its sum
    const isKnown = known !== undefined && (isPacked || sha256 === null || known === sha256)
    if (isKnown && (await hasLinked(join(before?.folder ?? '', path), target))) {
      await note(writing, 'received', path, known)
      continue
    }
    const copied = await maybe(copyDurably(join(warehouse.rawFolder, file), target).then(() => true))
    if (copied) await note(writing, 'received', path)
    const found = copied && (isPacked ? await sha256OfPacked(target) : writing.sums.get(path))
    if (found === undefined || (sha256 !== null && found !== sha256)) missing.push(file)
  }
  return missing
}

async function addFiles(
  writing: Writing,
  part: BackupPart['part'],
  from: string,
  under: string,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    // a segment of the inbox may be loaded for good meanwhile: the warehouse has its rows
    const copied = await maybe(copyDurably(join(from, path), join(writing.folder, under, path)).then(() => true))
    if (copied) await note(writing, part, `${under}/${path}`)
  }
}

async function note(writing: Writing, part: BackupPart['part'], path: string, known?: string): Promise<void> {
  const file = join(writing.folder, path)
  writing.sums.set(path, known ?? (await sha256Of(file)))
  writing.files.push({ part, bytes: await sizeOf(file), isLinked: known !== undefined })
}

function partsOf({ files }: Writing): BackupPart[] {
  const byPart = Map.groupBy(files, ({ part }) => part)
  return BACKUP_PARTS.filter((part) => byPart.has(part)).map((part) => {
    const own = byPart.get(part) ?? []
    return {
      part,
      files: own.length,
      bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
      linked: own.filter(({ isLinked }) => isLinked).length,
    }
  })
}

/** A backup that was never read is a hope. */
async function refuseOtherContent(copy: WarehouseCopy, data: string): Promise<void> {
  const { tables } = await readWarehouseCopy(data)
  const wrong = Object.keys(copy.tables).find((name) => tables[name] !== copy.tables[name])
  if (wrong !== undefined)
    throw new SvodkaError(words, 'copy_differs', {
      table: wrong,
      found: tables[wrong] ?? 0,
      wanted: copy.tables[wrong] ?? 0,
    })
}

async function finish({ folder, sums }: Writing, description: BackupDescription, name: string): Promise<void> {
  const text = `${JSON.stringify(description, null, 2)}\n`
  await writeFile(join(folder, DESCRIPTION), text, { flush: true })
  sums.set(DESCRIPTION, await sha256Of(join(folder, DESCRIPTION)))
  await writeFile(join(folder, SUMS), sumsText(sums), { flush: true })
  const folders = new Set(['.', ...[...sums.keys()].flatMap(parents)])
  for (const each of folders) await syncPath(join(folder, each))
  await rename(folder, name)
  await syncPath(dirname(name))
}

const parents = (path: string): string[] => {
  const names = path.split('/').slice(0, -1)
  return names.map((_, at) => names.slice(0, at + 1).join('/'))
}

/** What was killed long ago. */
async function forgetUnfinished(to: string, world: World): Promise<void> {
  for (const name of (await maybe(readdir(to))) ?? []) {
    if (!UNFINISHED_NAME.test(name)) continue
    const begunAt = (await stat(join(to, name))).mtimeMs
    if (world.now().getTime() - begunAt < HOURS_UNFINISHED * 3_600_000) continue
    await rm(join(to, name), { recursive: true, force: true })
    world.log.warn({ folder: join(to, name) }, 'backup.unfinished_dropped')
  }
}

/** What the file system says, as a sentence that names the place. */
function told(error: unknown, to: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof SvodkaError || typeof code !== 'string') return error
  const key = code === 'ENOSPC' || code === 'EDQUOT' ? 'no_room' : 'cannot_write'
  return new SvodkaError(words, key, { folder: to, cause: (error as Error).message }, { cause: error })
}
