import type { Instant, Locale } from '../base/index.ts'
import type { RestoredState } from '../state/index.ts'
import type { Warehouse } from '../warehouse/index.ts'

/** A backup says so of itself in `backup.json`. */
export interface BackupDescription {
  /** of the backup's own layout */
  format: number
  /** of the program that took it */
  program: string
  /** of the warehouse's engine */
  engine: string
  /** of the state; null where there was none, or it is elsewhere */
  state: number | null
  /** the moment that it holds */
  takenAt: Instant
  workspace: string
  hasSecrets: boolean
  /** rows of each table of the warehouse */
  tables: Readonly<Record<string, number>>
  /** files and bytes of the whole, this description aside */
  files: number
  bytes: number
  /** received files that were gone, or not what was received, when it was taken */
  missing: readonly string[]
}

/** What a backup is made of. */
export interface BackedUp {
  /** `svodka.config.ts` is in it */
  folder: string
  dataFolder: string
  /** the workspace's own name */
  name: string
  program: string
  warehouse: Pick<Warehouse, 'copyTo' | 'rawFolder'>
  /** the state is not a file of this workspace, but elsewhere */
  isStateElsewhere: boolean
}

export interface BackupOrder {
  /** the folder in which the backup becomes a folder of its own */
  to: string
  /** with `.env` */
  withSecrets: boolean
  locale: Locale
}

export interface BackupResult {
  /** where it stands */
  folder: string
  takenAt: Instant
  parts: readonly BackupPart[]
  missing: readonly string[]
  isStateElsewhere: boolean
}

export const BACKUP_PARTS = ['warehouse', 'received', 'state', 'inbox', 'learned', 'workspace'] as const

/** `linked` of the files are shared with the backup before. */
export interface BackupPart {
  part: (typeof BACKUP_PARTS)[number]
  files: number
  bytes: number
  linked: number
}

export interface RestoreOrder {
  /** a folder that `svodka backup` made */
  from: string
  /** the folder of the workspace */
  into: string
  /** what stands there is moved aside */
  isForced: boolean
}

export interface RestoreResult {
  folder: string
  description: BackupDescription
  /** undefined where the backup has no state */
  state: RestoredState | undefined
  /** where the data that stood there is now */
  aside: string | undefined
  /** files of the workspace that stood there and say something else: they were left as they are */
  kept: readonly string[]
}

/** Told while it goes on, in the reader's language. */
export type OnBackupProgress = (event: { kind: string; text: string }) => void
