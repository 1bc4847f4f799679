import { join } from 'node:path'
import { errorText, type Day, type Instant, type Locale, type World } from '../base/index.ts'
import { createDelivery, type Delivery } from '../delivery/index.ts'
import type { Figures } from '../figures/index.ts'
import { settingsError, type CheckResult, type Fault } from '../kit/index.ts'
import { checkTarget, publish } from '../publish/index.ts'
import { checkCron, createScheduler, type Job } from '../scheduler/index.ts'
import {
  readyWhen,
  type DeliveryProgram,
  type Facts,
  type Program,
  type ReadyPart,
  type ScheduleEnds,
  type Watch,
} from '../server/index.ts'
import type { Holder, JobRun, State } from '../state/index.ts'
import type { Warehouse } from '../warehouse/index.ts'
import { CONFIG_FILE, type Workspace } from '../workspace/index.ts'
import { openBot, ownName, type BotParts } from './bot.ts'
import { deliveryProgram, type DeskProgramParts } from './desk-program.ts'
import { deskFacts, scheduleEnds } from './facts.ts'
import { isSyncJob, makeJobs, type SyncDetail } from './jobs.ts'
import { documentMaker } from './program.ts'
import { openChannels, readRecipients } from './recipients.ts'
import { nodeOf, openOwnState } from './state.ts'
import { createTroubles } from './troubles.ts'

const LEASE_SECONDS = 60

/** Schedules and delivery of a workspace at work. */
export interface Desk extends DeliveryProgram {
  /** reads the sources, and tells the administrators what broke or is well again */
  sync: Program['sync']
  check(locale: Locale): Promise<readonly CheckResult[]>
  /** ways to people that the settings open */
  channels: readonly string[]
  /** what Telegram posts to the bot's webhook; undefined without a bot */
  webhook: ((request: Request) => Promise<Response>) | undefined
  /** from now on schedules run, the outbox moves and, where it is this process's, the bot answers */
  start(options: { hasBot: boolean }): Promise<void>
  ready(options: { hasBot: boolean }): Promise<readonly ReadyPart[]>
  /** what schedules, outbox and troubles have to tell to whoever watches */
  facts: Facts
  scheduleEnds(): Promise<readonly ScheduleEnds[]>
  /** forgets what ended so many days ago */
  forget: Delivery['forget']
  /** runs what is due now and waits for its end */
  runDue(): Promise<void>
  close(): Promise<void>
}

export interface DeskParts {
  workspace: Workspace
  warehouse: Warehouse
  figures: Figures
  world: World
  today(): Day
  sync: Program['sync']
  watch: Watch
  seesAll: DeskProgramParts['seesAll']
}

/** Opens the store, the channels and the schedules of a workspace; nothing moves before `start`. */
export async function openDesk(parts: DeskParts): Promise<Desk> {
  const { workspace, world, today } = parts
  refuseWrongCron(workspace)
  const recipients = readRecipients(workspace)
  const state = await openOwnState(workspace, world)
  const holder: Holder = { owner: ownName(), leaseSeconds: LEASE_SECONDS }
  const document = documentMaker(parts)
  const channels = openChannels(workspace, state, world)
  const delivery = createDelivery(
    {
      state,
      holder,
      channels,
      recipients,
      administrators: workspace.administrators,
      unknown: workspace.delivery.unknown,
      document,
      onAttempt: (channel, outcome) => parts.watch.tried(channel, outcome),
    },
    world,
  )
  const troubles = createTroubles({
    workspace,
    warehouse: parts.warehouse,
    delivery,
    logFolder: join(workspace.dataFolder, 'log'),
  })
  const sync: Program['sync'] = async (request, onProgress) => {
    const summary = await parts.sync(request, onProgress)
    parts.watch.synced(summary, world.now())
    // what was stopped by whoever asked for it is no trouble
    if (!request.signal?.aborted) await troubles.afterSync(summary)
    await delivery.flush()
    return summary
  }
  const jobs = scheduledJobs({ ...parts, sync, delivery })
  const onEnd = async (run: JobRun) => {
    parts.watch.ran(run)
    await troubles.afterRun(run)
  }
  const scheduler = createScheduler({ jobs, state, ...holder, onEnd }, world)
  const reportTitles: BotParts['reportTitles'] = async (asker) => parts.figures.catalog(asker).reports
  const bot = openBot({ ...parts, state, recipients, delivery, document, reportTitles })
  let joined: Promise<void> | undefined
  let isClosing = false
  return {
    sync,
    ...deliveryProgram({
      workspace,
      figures: parts.figures,
      today,
      state,
      scheduler,
      delivery,
      seesAll: parts.seesAll,
    }),
    async check(locale) {
      const { folder, publish: targets } = workspace
      const signal = new AbortController().signal
      const found = await Promise.all([
        ...Object.values(channels).map((channel) => channel.check(locale)),
        ...targets.map((target) => checkTarget(target, { warehouse: parts.warehouse, folder, signal, locale })),
      ])
      return found.flat()
    },
    channels: Object.keys(channels),
    webhook: bot && ((request) => bot.webhook(request)),
    async start({ hasBot }) {
      for (const [source, at] of await lastReads(state, jobs)) parts.watch.wasRead(source, at)
      delivery.start()
      if (nodeOf(workspace) === undefined) scheduler.start()
      else joined = readFirst(sync, parts).then(() => (isClosing ? undefined : scheduler.start()))
      if (hasBot) bot?.start()
    },
    async ready({ hasBot }) {
      const stateReady = await readyWhen('state', () => state.outbox.nextAt())
      return [stateReady, ...(hasBot && bot ? [bot.ready()] : [])]
    },
    facts: deskFacts(state, jobs, scheduler, world),
    scheduleEnds: () => scheduleEnds(state, jobs),
    forget: (afterDays) => delivery.forget(afterDays),
    async runDue() {
      await scheduler.runDue()
      await delivery.flush()
    },
    async close() {
      isClosing = true
      await bot?.stop()
      await joined
      await scheduler.stop()
      await delivery.stop()
      await Promise.all(Object.values(channels).map((channel) => channel.close?.()))
      await state.close()
    },
  }
}

/** @throws {SettingsError} naming each schedule whose pattern cannot be read */
function refuseWrongCron({ sync, reports, publish: targets }: Workspace): void {
  const faults = [
    ...sync.map(({ at }, index) => ({ path: `sync.${index}.at`, at })),
    ...reports.map(({ at }, index) => ({ path: `reports.${index}.at`, at })),
    ...targets.flatMap(({ id, at }) => (at === undefined ? [] : [{ path: `publish.${id}.at`, at }])),
  ].flatMap(({ path, at }): Fault[] => {
    const wrong = checkCron(at)
    return wrong ? [{ say: (locale) => `${path}: ${wrong[locale]}` }] : []
  })
  if (faults.length > 0) throw settingsError(faults, CONFIG_FILE)
}

/**
 * Nodes that share a state each read the sources for themselves. One that comes back, or is new, does so before it takes part
 * in the schedules: what it sends next is not to be of the day on which it left.
 */
async function readFirst(sync: Program['sync'], { workspace, world }: DeskParts): Promise<void> {
  try {
    await sync({ mode: 'new', locale: workspace.locale, isScheduled: true }, () => {})
  } catch (error) {
    world.log.error({ error: errorText(error, 'en') }, 'node.first_read_failed')
  }
}

const RUNS_LOOKED_AT = 50

/** When the schedules last read each source whole, as far as their newest runs say. */
async function lastReads(state: State, jobs: readonly Job[]): Promise<ReadonlyMap<string, Instant>> {
  const reads = new Map<string, Instant>()
  for (const { id: job } of jobs.filter(({ id }) => isSyncJob(id))) {
    for (const { endedAt, detail } of await state.jobs.history({ job, limit: RUNS_LOOKED_AT })) {
      const { read = [] } = (detail ?? {}) as Partial<SyncDetail>
      for (const source of read) if (endedAt !== null && (reads.get(source) ?? '') < endedAt) reads.set(source, endedAt)
    }
  }
  return reads
}

/** Two schedules may be due at one moment, and the sources are read by one sync at a time: the later waits its turn. */
function oneAfterAnother(sync: Program['sync']): Program['sync'] {
  let before: Promise<unknown> = Promise.resolve()
  return (request, onProgress) => {
    const run = before.then(() => sync(request, onProgress))
    before = run.catch(() => undefined)
    return run
  }
}

function scheduledJobs(parts: DeskParts & { delivery: Delivery }): Job[] {
  const { workspace, warehouse, delivery } = parts
  const sync = oneAfterAnother(parts.sync)
  return makeJobs(workspace, {
    async sync(sources, { trigger }): Promise<SyncDetail> {
      const { locale } = workspace
      const isScheduled = trigger === 'schedule'
      const { streams } = await sync({ mode: 'new', locale, isScheduled, ...(sources ? { sources } : {}) }, () => {})
      const sum = (of: 'added' | 'changed' | 'rejected') => streams.reduce((all, stream) => all + stream[of], 0)
      const failed = [...new Set(streams.filter(({ error }) => error !== null).map(({ source }) => source))]
      const read = [...new Set(streams.map(({ source }) => source))].filter((source) => !failed.includes(source))
      return { added: sum('added'), changed: sum('changed'), rejected: sum('rejected'), read, failed }
    },
    send: (request) => delivery.send(request),
    publish: (target, due) => publish(target, { warehouse, folder: workspace.folder, signal: due.signal }, due.world),
  })
}
