import type { PlannedView } from '../api/index.ts'
import { nearest, RequestError, type Day, type Instant, type Locale } from '../base/index.ts'
import type { Delivery, PlannedMessage } from '../delivery/index.ts'
import type { Asker, Figures } from '../figures/index.ts'
import type { Person } from '../kit/index.ts'
import { cronInWords, type Scheduler } from '../scheduler/index.ts'
import {
  deliveryView,
  publishedView,
  runView,
  sentPart,
  type DeliveryProgram,
  type KnownSchedule,
  type PublishedView,
  type SendOrder,
} from '../server/index.ts'
import type { JobRun, State } from '../state/index.ts'
import type { Workspace } from '../workspace/index.ts'
import { publishJobId, reportJobId, syncJobId } from './jobs.ts'
import { nodeOf } from './state.ts'
import { words } from './words.ts'

const SHOWN_RUNS = 100
const SHOWN_RUNS_OF_EACH = 10
const SHOWN_PARTS = 1000
const SHOWN_TROUBLES = 20

export interface DeskProgramParts {
  workspace: Workspace
  figures: Figures
  today(): Day
  state: State
  scheduler: Scheduler
  delivery: Delivery
  /** whether somebody sees every row of every mart */
  seesAll(person: Person): boolean
}

/** Schedules, previews and what was sent, as the server and the commands ask for them. */
export function deliveryProgram(parts: DeskProgramParts): DeliveryProgram {
  const { workspace, figures, today, state, scheduler, delivery, seesAll } = parts
  const titlesFor = (asker: Asker) => new Map(figures.catalog(asker).reports.map(({ id, title }) => [id, title]))
  const everybody = (report: string): string[] => [
    ...new Set(workspace.reports.filter((schedule) => schedule.report === report).flatMap(({ to }) => to)),
  ]
  const orderOf = ({ report, date = today(), to = everybody(report) }: SendOrder) => {
    refuseUnknown(
      'report',
      report,
      workspace.packs.flatMap(({ definition }) => definition.reports.map(({ id }) => id)),
    )
    for (const name of to) refuseUnknown('recipient', name, Object.keys(workspace.recipients))
    const schedule = workspace.reports.find((each) => each.report === report)
    return { report, date, edition: date, to, files: schedule?.files ?? [], hasPictures: schedule?.pictures ?? true }
  }
  return {
    async deliveryState(asker) {
      const schedules = knownSchedules(workspace, scheduler, titlesFor(asker), asker.locale)
      const last = new Map<string, JobRun>()
      const runs = new Map((await state.jobs.history({ limit: SHOWN_RUNS })).map((run) => [run.id, run]))
      for (const { id } of schedules) {
        // a sync of every minute must not push the morning's reports off the page
        const newest = await state.jobs.history({ job: id, limit: SHOWN_RUNS_OF_EACH })
        for (const run of newest) runs.set(run.id, run)
        if (newest[0]) last.set(id, newest[0])
      }
      const titles = titlesFor(asker)
      return deliveryView(
        {
          schedules,
          last,
          runs: [...runs.values()].toSorted((one, other) => (one.dueAt < other.dueAt ? 1 : -1)),
          paused: await state.jobs.paused(),
          rows: await state.outbox.list({ limit: SHOWN_PARTS }),
          people: await delivery.people(),
          troubles: await state.notices.list({ onlyOpen: true, limit: SHOWN_TROUBLES }),
          canInvite: (recipient, channel) => isInvited(workspace, recipient, channel),
          reportTitle: (id) => titles.get(id) ?? id,
          titleElsewhere: (job) => titleElsewhere(job, schedules, workspace),
        },
        asker.locale,
      )
    },
    async previewSend(order, asker) {
      // it shows what each recipient would see, and that may be more
      if (!seesAll(asker.person)) throw new RequestError(words, 'forbidden')
      const planned = await delivery.plan(orderOf(order))
      const schedule = workspace.reports.find(({ report }) => report === order.report)
      const next = schedule ? (scheduler.next(reportJobId(schedule.id), 1)[0] ?? null) : null
      return planned.map((message) => plannedView(message, next, workspace, asker.locale))
    },
    async sendReport(order, asker) {
      const { parts: counts, problems } = await delivery.send(orderOf(order))
      return {
        sent: counts.sent,
        waiting: counts.waiting + counts.sending,
        unknown: counts.unknown,
        failed: counts.failed + counts.cancelled,
        problems: problems.map(({ cause, ...problem }) => ({ ...problem, cause: cause[asker.locale] })),
      }
    },
    async testSend({ recipient, report, date = today() }, asker) {
      refuseUnknown('recipient', recipient, Object.keys(workspace.recipients))
      const tested = await delivery.test(recipient, report === undefined ? undefined : { id: report, date })
      return tested.map(({ channel, part, outcome }) => ({
        channel,
        part,
        isSent: outcome.kind === 'sent',
        message: 'cause' in outcome ? outcome.cause[asker.locale] : words.say(asker.locale, 'test_sent'),
      }))
    },
    async pauseSchedule(id, isPaused, asker) {
      refuseUnknown('schedule', id, scheduleIds(workspace))
      if (isPaused) await state.jobs.pause(id, asker.person.name)
      else await state.jobs.resume(id)
    },
    async runSchedule(id, asker) {
      refuseUnknown('schedule', id, scheduleIds(workspace))
      const run = await scheduler.runNow(id, asker.person.name)
      if (!run) throw new RequestError(words, 'already_running', { id }, { recovery: 'retry' })
      return runView(run, id, asker.locale)
    },
    async publish(targets, asker) {
      const known = workspace.publish.map(({ id }) => id)
      for (const id of targets) refuseUnknown('target', id, known)
      if (known.length === 0) throw new RequestError(words, 'no_targets')
      const published: PublishedView[] = []
      for (const target of targets.length > 0 ? targets : known) {
        const run = await scheduler.runNow(publishJobId(target), asker.person.name)
        if (!run) throw new RequestError(words, 'already_running', { id: target }, { recovery: 'retry' })
        published.push(publishedView(target, run, asker.locale))
      }
      await delivery.flush()
      return published
    },
    async decidePart(id, what, asker) {
      const row = await delivery.decide(id, what, asker.person.name)
      return sentPart(row, asker.locale)
    },
    async inviteRecipient(recipient, channel) {
      refuseUnknown('recipient', recipient, Object.keys(workspace.recipients))
      if (!isInvited(workspace, recipient, channel))
        throw new RequestError(words, 'not_invited', { path: `recipients.${recipient}.${channel}` })
      return { code: await delivery.invite(recipient, channel), link: null }
    },
  }
}

/** Whose address is `'invited'` is bound by the one-time code; others stand in the settings. */
const isInvited = ({ recipients }: Workspace, recipient: string, channel: string): boolean =>
  recipients[recipient]?.[channel] === 'invited'

/** What another node reads goes by the name of what this one reads at the same times. */
function titleElsewhere(job: string, schedules: readonly KnownSchedule[], workspace: Workspace): string | undefined {
  const [id, node] = job.split('@')
  const own = schedules.find((schedule) => schedule.id === `${id}@${nodeOf(workspace)}`)
  return own && node && `${own.title} (${node})`
}

const scheduleIds = (workspace: Workspace): string[] => [
  ...workspace.sync.map((_, index) => syncJobId(index, nodeOf(workspace))),
  ...workspace.reports.map(({ id }) => reportJobId(id)),
  ...workspace.publish.map(({ id }) => publishJobId(id)),
]

function refuseUnknown(
  what: 'report' | 'recipient' | 'schedule' | 'target',
  name: string,
  known: readonly string[],
): void {
  if (known.includes(name)) return
  throw new RequestError(words, `no_${what}`, {
    id: name,
    hint: nearest(name, known) ?? 'none',
    known: known.join(', ') || '–',
  })
}

function knownSchedules(
  workspace: Workspace,
  scheduler: Scheduler,
  titles: ReadonlyMap<string, string>,
  locale: Locale,
): KnownSchedule[] {
  const about = (id: string, at: string, timeZone: string) => ({
    id,
    when: cronInWords(at, timeZone, locale),
    timeZone,
    next: scheduler.next(id, 1)[0] ?? null,
  })
  return [
    ...workspace.reports.map(({ id, report, at, to, timeZone = workspace.timeZone }): KnownSchedule => ({
      ...about(reportJobId(id), at, timeZone),
      kind: 'report',
      title: titles.get(report) ?? report,
      report,
      to,
    })),
    ...workspace.sync.map(({ at, sources, timeZone = workspace.timeZone }, index): KnownSchedule => ({
      ...about(syncJobId(index, nodeOf(workspace)), at, timeZone),
      kind: 'sync',
      title: sources
        ? words.say(locale, 'schedule.sources', { sources: sources.join(', ') })
        : words.say(locale, 'schedule.all_sources'),
      report: null,
      to: [],
    })),
    ...workspace.publish.flatMap(({ id, at, timeZone = workspace.timeZone }): KnownSchedule[] =>
      at === undefined
        ? []
        : [
            {
              ...about(publishJobId(id), at, timeZone),
              kind: 'publish',
              title: words.say(locale, 'schedule.publish', { id }),
              report: null,
              to: [],
            },
          ],
    ),
  ]
}

function plannedView(
  { recipient, locale, channel, place, obstacle, parts }: PlannedMessage,
  next: Instant | null,
  workspace: Workspace,
  reader: Locale,
): PlannedView {
  const timeZone = workspace.recipients[recipient]?.timeZone ?? workspace.timeZone
  const local = new Intl.DateTimeFormat(reader, { dateStyle: 'full', timeStyle: 'short', timeZone })
  return {
    recipient,
    locale,
    channel,
    place: place ?? null,
    obstacle: obstacle?.[reader] ?? null,
    next,
    nextLocal: next ? local.format(new Date(next)) : null,
    parts: parts.map(({ part, text, markup, name, content }) => ({
      part,
      html: markup ?? (text === undefined ? null : escaped(text)),
      picture: content && isPicture(part) ? `data:image/png;base64,${Buffer.from(content).toString('base64')}` : null,
      file: name ?? null,
    })),
  }
}

const isPicture = (part: string): boolean => part.startsWith('picture-')

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
