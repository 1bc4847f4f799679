import { access, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import type { World } from '../base/index.ts'
import type { Warehouse } from '../warehouse/index.ts'

/** Beside raw: what was received by a warehouse whose file is gone. */
const ASIDE = 'raw.aside'

/**
 * Drops files of a run that was killed before it committed: the cursor stands before them, so they will come again. Of a warehouse that
 * names no file at all they may be everything that was ever received, because its own file was lost: then they are put aside, once.
 */
export async function dropLeftovers(
  warehouse: Pick<Warehouse, 'orphans' | 'newestBatch' | 'rawFolder'>,
  world: World,
): Promise<void> {
  const leftovers = await warehouse.orphans()
  const landed = leftovers.filter((name) => !name.endsWith('.part'))
  const aside = join(dirname(warehouse.rawFolder), ASIDE)
  if (landed.length > 0 && (await warehouse.newestBatch()) === 0 && !(await exists(aside))) {
    for (const file of landed) {
      await mkdir(join(aside, dirname(file)), { recursive: true })
      await rename(join(warehouse.rawFolder, file), join(aside, file))
    }
    world.log.warn({ files: landed.length, folder: aside }, 'sync.leftovers_put_aside')
  }
  for (const file of await warehouse.orphans()) {
    await rm(isAbsolute(file) ? file : join(warehouse.rawFolder, file), { force: true })
    world.log.warn({ file }, 'sync.leftover_dropped')
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
