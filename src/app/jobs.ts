import { dayOf, startOfDay, type Day } from '../base/index.ts'
import type { Delivery, SendSummary } from '../delivery/index.ts'
import type { Publication, PublishTarget } from '../publish/index.ts'
import { dueTimes, type Job, type JobDue } from '../scheduler/index.ts'
import type { ReportSchedule, Workspace } from '../workspace/index.ts'
import { nodeOf } from './state.ts'

const ATTEMPTS = 5
const SYNC = 'sync'
const REPORT = 'report:'
const PUBLISH = 'publish:'

/** @param node each node that shares a state reads the sources for itself, so its reading is a job of its own */
export const syncJobId = (at: number, node?: string): string =>
  `${at === 0 ? SYNC : `${SYNC}:${at + 1}`}${node === undefined ? '' : `@${node}`}`
export const isSyncJob = (job: string): boolean => /^sync([:@]|$)/.test(job)
export const publishJobId = (target: string): string => `${PUBLISH}${target}`
export const reportJobId = (schedule: string): string => `${REPORT}${schedule}`

/** What a sync that a schedule started has to say of itself. */
export interface SyncDetail {
  added: number
  changed: number
  rejected: number
  /** sources that were read whole, and those that could not be */
  read: readonly string[]
  failed: readonly string[]
}

export interface JobParts {
  sync(sources: readonly string[] | undefined, run: JobDue['run']): Promise<SyncDetail>
  send: Delivery['send']
  publish(target: PublishTarget, due: JobDue): Promise<Publication>
}

/** The schedules of the settings as jobs: reading the sources, each report, each publication. */
export function makeJobs(workspace: Workspace, parts: JobParts): Job[] {
  const syncs = workspace.sync.map(({ at, timeZone = workspace.timeZone, missed, sources }, index): Job => ({
    id: syncJobId(index, nodeOf(workspace)),
    at,
    timeZone,
    missed,
    attempts: 1,
    run: async ({ run }) => ({ ...(await parts.sync(sources, run)) }),
  }))
  const reports = workspace.reports.map((schedule): Job => {
    const { id, at, timeZone = workspace.timeZone, missed } = schedule
    return { id: reportJobId(id), at, timeZone, missed, attempts: ATTEMPTS, run: (due) => sendDue(schedule, due) }
  })

  async function sendDue(schedule: ReportSchedule & { id: string }, { run }: JobDue): Promise<Record<string, unknown>> {
    const { report, to, files, pictures, timeZone = workspace.timeZone } = schedule
    const date = dayOf(run.dueAt, timeZone)
    const edition = editionOf(schedule, run, date, timeZone)
    const request = { report, date, edition, to, files, hasPictures: pictures, run: run.id }
    return { date, ...summaryOf(await parts.send(request)) }
  }
  const publications = workspace.publish.map((target): Job => {
    const { id, at, timeZone = workspace.timeZone, missed } = target
    const run = async (due: JobDue) => ({ ...(await parts.publish(target, due)) })
    return { id: publishJobId(id), at, timeZone, missed, attempts: ATTEMPTS, run }
  })
  return [...syncs, ...reports, ...publications]
}

const summaryOf = ({ parts, problems }: SendSummary): Record<string, unknown> => ({ parts, problems })

/** The business date; with the time where the schedule has another due time earlier that day, with its name where it has one. */
function editionOf(
  { id, report, at }: ReportSchedule & { id: string },
  { dueAt, trigger }: JobDue['run'],
  date: Day,
  timeZone: string,
): string {
  const beforeTheDay = new Date(Date.parse(startOfDay(date, timeZone)) - 1).toISOString()
  const first = dueTimes(at, timeZone).after(beforeTheDay)
  const isFirst = trigger === 'person' || first === undefined || Date.parse(first) >= Date.parse(dueAt)
  const time = new Intl.DateTimeFormat('sv-SE', { timeStyle: 'short', timeZone }).format(new Date(dueAt))
  return `${date}${isFirst ? '' : `T${time}`}${id === report ? '' : ` ${id}`}`
}
