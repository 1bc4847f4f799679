import { glob, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'

/** Where the number of a part stands in a path. */
const PART = '{part}'

export interface Matching {
  file: string
  /** where the path tells parts apart */
  part?: number
}

export const isInParts = (path: string): boolean => path.includes(PART)

/** The files of a path or a glob: parts by their numbers, others by their names. */
export async function matching(path: string, folder: string): Promise<Matching[]> {
  const pattern = isAbsolute(path) ? path : join(folder, path)
  const found: string[] = []
  for await (const entry of glob(pattern.replaceAll(PART, '*'))) if ((await stat(entry)).isFile()) found.push(entry)
  if (!isInParts(path)) return found.toSorted().map((file) => ({ file }))
  const partOf = partReader(path)
  return found
    .flatMap((file): Required<Matching>[] => {
      const part = partOf(file)
      return part === undefined ? [] : [{ file, part }]
    })
    .toSorted((a, b) => a.part - b.part || (a.file < b.file ? -1 : 1))
}

/** Reads the number of a part out of the name of a file that matches the path. */
function partReader(path: string): (file: string) => number | undefined {
  const [before = '', after = ''] = path.split(PART)
  const plain = (text: string) =>
    text
      .replaceAll(/[.+^${}()|\\\]]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
  const name = new RegExp(`${plain(before.slice(before.lastIndexOf('/') + 1))}(\\d+)${plain(after)}$`)
  return (file) => {
    const number = name.exec(file)?.[1]
    return number === undefined ? undefined : Number(number)
  }
}
