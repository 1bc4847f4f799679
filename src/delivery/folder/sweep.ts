import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { addDays, isDay, type World } from '../../base/index.ts'
import type { State } from '../../state/index.ts'
import { hashOfFile, recall } from './write.ts'

/** Deletes files of this channel whose day is over by so many days; a file that it did not write, or that was changed since, stays. */
export async function sweep(folder: string, keepDays: number, { recipients }: State, world: World): Promise<void> {
  const oldest = addDays(world.now().toISOString().slice(0, 10), -keepDays)
  for (const name of await readdir(folder)) {
    const day = name.slice(0, 10)
    if (!isDay(day) || day >= oldest) continue
    const path = join(folder, name)
    const known = await recall(path, recipients)
    const there = known && (await hashOfFile(path))
    if (!known || there === undefined || !known.sha256.includes(there)) continue
    try {
      await unlink(path)
      world.log.info({ path }, 'folder.deleted')
    } catch (error) {
      // open in somebody's program: gone with the next report
      world.log.warn({ path, error }, 'folder.not_deleted')
    }
  }
}
