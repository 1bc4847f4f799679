import type { Locale } from '../base/index.ts'
import type {
  Asker,
  BackupView,
  PeopleProgram,
  Plan,
  PlannedChange,
  PlannedView,
  ProgressEvent,
  PublishedView,
  ReportFormat,
  RestoreResult,
  SendView,
  ServingPart,
  Svodka,
  TestView,
} from '../app/index.ts'

export type { BackupView, PeopleProgram, Plan, PlannedChange, RestoreResult }
export type { Asker, PlannedView, ProgressEvent, PublishedView, ReportFormat, SendView, ServingPart, Svodka, TestView }

export type SyncSummary = Awaited<ReturnType<Svodka['sync']>>

export const REPORT_FORMATS = ['html', 'pdf', 'xlsx', 'md', 'png'] as const satisfies readonly ReportFormat[]

/** Whoever sits at this machine is the owner. */
export const OWNER: Asker['person'] = Object.freeze({ id: 'owner', name: 'owner', role: 'owner' })
export const OWNER_ASKER = (locale: Locale): Asker => ({ person: OWNER, locale })
