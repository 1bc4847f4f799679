import type { Instant } from '../../base/index.ts'
import type { JobRun } from '../../state/index.ts'
import type { SyncSummary } from '../contract.ts'
import type { Role } from '../contract.ts'
import type { GaugeName } from './gauges.ts'

/** What happens, told to whoever counts it. Nothing here names a person, a customer or a value of theirs. */
export interface Watch {
  /** sources were read; `at` is when it ended */
  synced(summary: Pick<SyncSummary, 'streams'>, at: Date): void
  /** a source was read whole then, before this process was started */
  wasRead(source: string, at: Instant): void
  /** a question about figures was answered, or refused */
  asked(kind: QuestionKind, seconds: number, isWell: boolean): void
  /** where an answer came from: remembered, or asked of the warehouse now */
  answered(from: 'memory' | 'warehouse'): void
  /** a part of a message was tried; `outcome` is the channel's: sent, refused, unreachable, later, unknown */
  tried(channel: string, outcome: string): void
  /** a run of a schedule ended, or its attempt did */
  ran(run: JobRun): void
  /** the bot took up something; `kind`: message, callback_query, my_chat_member */
  updated(kind: string, isWell: boolean): void
  requested(request: HttpSeen): void
}

export type QuestionKind = 'query' | 'analyze' | 'rows' | 'values'

export interface HttpSeen {
  method: string
  /** the template that answered: `/api/dashboards/:id` */
  route: string
  status: number
  seconds: number
}

/** One value of what is true at the moment of asking. */
export interface Sample {
  name: GaugeName
  labels?: Readonly<Record<string, string>>
  value: number
}

/** How many due times of a schedule ended how since the beginning, as the state has it. */
export interface ScheduleEnds {
  schedule: string
  outcome: 'done' | 'failed' | 'skipped'
  runs: number
}

/** What is true at the moment of asking; a group that cannot be told is left out and counted. */
export interface Facts {
  readonly [group: string]: () => Promise<readonly Sample[]>
}

/** Names of the settings that this process counts by. */
export interface Known {
  sources: readonly string[]
  channels: readonly string[]
  hasBot: boolean
}

export interface MetricsOptions {
  role: Role
  version: string
  /** counts of these begin at 0, so that the first of anything is an increase */
  known: Known
  facts: Facts
  scheduleEnds?: () => Promise<readonly ScheduleEnds[]>
}

/** All that this process counts, as Prometheus reads it. */
export interface Metrics {
  readonly watch: Watch
  /** text format 0.0.4 */
  text(): Promise<{ contentType: string; text: string }>
}

/** Counts nothing: for commands, which end before anybody asks. */
export const silentWatch: Watch = {
  synced() {},
  wasRead() {},
  asked() {},
  answered() {},
  tried() {},
  ran() {},
  updated() {},
  requested() {},
}

/** Tells whoever counts at that moment: what happens is told from the start, counting begins with serving. */
export const relayedWatch = (to: () => Watch): Watch => ({
  synced: (...told) => to().synced(...told),
  wasRead: (...told) => to().wasRead(...told),
  asked: (...told) => to().asked(...told),
  answered: (...told) => to().answered(...told),
  tried: (...told) => to().tried(...told),
  ran: (...told) => to().ran(...told),
  updated: (...told) => to().updated(...told),
  requested: (...told) => to().requested(...told),
})
