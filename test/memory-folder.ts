import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

/** Where the system keeps files in memory. */
const IN_MEMORY = '/dev/shm'
/** more than the files of quick tests ever take at once */
const ROOM_BYTES = 4e9

/**
 * Files of quick tests lie in memory where there is room: of their time a third would be waiting for a disk that is told to keep
 * what nobody asks for again. What asks a disk (kills, disks that are full or fail) is in the long tests, on one.
 */
export function setup(): (() => void) | undefined {
  if (process.env['TMPDIR'] !== undefined || !existsSync(IN_MEMORY)) return undefined
  const { bavail, bsize } = statfsSync(IN_MEMORY)
  if (bavail * bsize < ROOM_BYTES) return undefined
  const folder = mkdtempSync(join(IN_MEMORY, 'svodka-tests-'))
  // other users' programs work there too: a PostgreSQL does not run as root
  chmodSync(folder, 0o1777)
  process.env['TMPDIR'] = folder
  return () => {
    delete process.env['TMPDIR']
    rmSync(folder, { recursive: true, force: true })
  }
}
