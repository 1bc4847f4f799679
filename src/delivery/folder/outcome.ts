import type { SendOutcome } from '../contract.ts'
import { said, saidError } from '../words.ts'
import { codeOf } from './write.ts'

/** A file is whole or not there, so a failed writing can always be tried again; `person` says that waiting alone mends nothing. */
const OUTCOMES: Readonly<Record<string, { key: string; kind: 'later' | 'person' | 'refused' }>> = {
  ENOENT: { key: 'folder.absent', kind: 'person' },
  EACCES: { key: 'folder.no_right', kind: 'person' },
  EPERM: { key: 'folder.no_right', kind: 'person' },
  EROFS: { key: 'folder.read_only', kind: 'person' },
  ENOSPC: { key: 'folder.full', kind: 'person' },
  EDQUOT: { key: 'folder.full', kind: 'person' },
  EBUSY: { key: 'folder.busy', kind: 'later' },
  ETXTBSY: { key: 'folder.busy', kind: 'later' },
  EHOSTDOWN: { key: 'folder.network', kind: 'later' },
  EHOSTUNREACH: { key: 'folder.network', kind: 'later' },
  ENETUNREACH: { key: 'folder.network', kind: 'later' },
  ETIMEDOUT: { key: 'folder.network', kind: 'later' },
  ESTALE: { key: 'folder.network', kind: 'later' },
  EIO: { key: 'folder.network', kind: 'later' },
  ENOTDIR: { key: 'folder.no_folder', kind: 'refused' },
  EISDIR: { key: 'folder.no_folder', kind: 'refused' },
  ENAMETOOLONG: { key: 'folder.long_name', kind: 'refused' },
  EEXIST: { key: 'folder.same_names', kind: 'refused' },
}

export function folderOutcome(error: unknown, path: string): SendOutcome {
  const code = codeOf(error)
  const known = OUTCOMES[code]
  if (!known) return { kind: 'later', cause: saidError(error) }
  const cause = said(known.key, { path, code })
  if (known.kind === 'refused') return { kind: 'refused', cause }
  return { kind: 'later', cause, ...(known.kind === 'person' ? { needsPerson: true } : {}) }
}
