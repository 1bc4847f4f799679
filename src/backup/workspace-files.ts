import { basename, join } from 'node:path'
import { filesUnder } from '../warehouse/index.ts'
import { BACKUP_NAME, maybe, sizeOf, UNFINISHED_NAME } from './files.ts'

/** What a workspace is defined by: settings, own packs and sources. Records that somebody delivers are no definitions. */
const DEFINITIONS = /\.(ts|mts|js|mjs|sql|md|json)$/
const DEFINITION_BYTES = 256 * 1024
const LEFT_OUT = new Set(['data', 'node_modules', 'reports'])

/** Paths of the workspace's own definitions; earlier backups and hidden files are left out, but for `.env` where secrets are asked for. */
export async function definitionFiles(folder: string, withSecrets: boolean): Promise<string[]> {
  const skip = (path: string) =>
    LEFT_OUT.has(path) || path.endsWith('/node_modules') || isBackup(path) || isHidden(path)
  const found = (await filesUnder(folder, { skip })).filter((path) => DEFINITIONS.test(path))
  const small = await Promise.all(found.map(async (path) => (await sizeOf(join(folder, path))) <= DEFINITION_BYTES))
  const secrets = withSecrets && (await maybe(sizeOf(join(folder, '.env')))) !== undefined ? ['.env'] : []
  return [...found.filter((_, at) => small[at]), ...secrets]
}

/** Each would hold all earlier ones. */
const isBackup = (path: string): boolean => BACKUP_NAME.test(basename(path)) || UNFINISHED_NAME.test(basename(path))

const isHidden = (path: string): boolean => path.split('/').some((name) => name.startsWith('.'))
