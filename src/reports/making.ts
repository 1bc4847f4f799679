import type { Day } from '../base/index.ts'
import type { Asker, Figures } from '../figures/index.ts'
import type { PackDefinition, Report } from '../kit/index.ts'

/** For which day a report is made, for whom, and in which workspace. */
export interface ReportRequest {
  pack: PackDefinition<any>
  /** the report's date: its `today` */
  date: Day
  asker: Asker
  /** the workspace's name, as it stands at the head of the report */
  workspace: string
  timeZone: string
  currency: string | undefined
}

/** What blocks are made from. */
export interface Making {
  report: Report
  request: ReportRequest
  figures: Figures
  say(key: string, values?: Record<string, string>): string
}
