import { SvodkaError } from '../base/index.ts'
import { words } from './words.ts'

const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EFBIG: 'disk_full',
  EROFS: 'read_only',
  EACCES: 'no_right',
  EPERM: 'no_right',
  EMFILE: 'too_many_files',
  ENFILE: 'too_many_files',
}

/** What the system refused to this process, as a person can act on it; anything else stays as it is. */
export function sayable(error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error
  const { code = '', path, dest } = error as NodeJS.ErrnoException & { dest?: string }
  const key = SENTENCES[code]
  if (key === undefined) return error
  return new SvodkaError(words, key, { path: dest ?? path ?? '–', code }, { cause: error })
}
