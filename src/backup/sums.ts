/** Names of a backup's own two files: `sha256sum -c SHA256SUMS` checks it without this program. */
export const SUMS = 'SHA256SUMS'
export const DESCRIPTION = 'backup.json'

/** sha256 of each file by its path in the backup. */
export type Sums = ReadonlyMap<string, string>

export const sumsText = (sums: Sums): string => [...sums].map(([path, sha256]) => `${sha256}  ${path}\n`).join('')

/** @returns undefined for what is no such list */
export function parseSums(text: string): Sums | undefined {
  const sums = new Map<string, string>()
  for (const line of text.split('\n').slice(0, -1)) {
    const [, sha256, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? []
    if (sha256 === undefined || path === undefined || !isInside(path)) return undefined
    sums.set(path, sha256)
  }
  return text.endsWith('\n') ? sums : undefined
}

/** A list that somebody else wrote must not lead out of its folder. */
const isInside = (path: string): boolean =>
  !path.startsWith('/') && !path.includes('\\') && !path.split('/').some((name) => name === '..' || name === '')
