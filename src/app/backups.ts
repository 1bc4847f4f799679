import { resolve } from 'node:path'
import { restoreBackup, writeBackup, type RestoreOrder, type RestoreResult } from '../backup/index.ts'
import { silentLog, type Locale, type World } from '../base/index.ts'
import type { Program, ProgressEvent } from '../server/index.ts'
import type { Warehouse } from '../warehouse/index.ts'
import type { Workspace } from '../workspace/index.ts'
import { makeWorld } from './machine.ts'
import { statePlace } from './state.ts'

/** Backs up a workspace at work. */
export async function backUp(
  { workspace, warehouse, world }: { workspace: Workspace; warehouse: Warehouse; world: World },
  program: string,
  ...[order, onProgress]: Parameters<Program['backup']>
): ReturnType<Program['backup']> {
  const { folder, dataFolder, name } = workspace
  const isStateElsewhere = !('file' in (await statePlace(workspace)))
  const from = { folder, dataFolder, name, program, warehouse, isStateElsewhere }
  return writeBackup(from, order, onProgress, world)
}

/** Brings a backup back into a folder, whose settings need not be there or right. */
export function restoreWorkspace(
  { from, into, isForced }: RestoreOrder,
  locale: Locale,
  onProgress: (event: ProgressEvent) => void,
): Promise<RestoreResult> {
  const order = { from: resolve(from), into: resolve(into), isForced }
  return restoreBackup(
    order,
    locale,
    onProgress,
    makeWorld(() => new Date(), silentLog),
  )
}
