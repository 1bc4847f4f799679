import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { errorText, inEvery, recoveryOf, type Day, type World } from '../base/index.ts'
import {
  askerOf,
  createBot,
  telegram,
  type Bot,
  type BotOptions,
  type Delivery,
  type Recipient,
} from '../delivery/index.ts'
import type { Asker } from '../figures/index.ts'
import { cronInWords } from '../scheduler/index.ts'
import { botElsewhere, readyPart, type ReadyPart, type Watch } from '../server/index.ts'
import type { Holder, State } from '../state/index.ts'
import type { Workspace } from '../workspace/index.ts'
import { channelSettings } from './recipients.ts'
import { words } from './words.ts'

const LEASE = 'bot:telegram'
const LEASE_SECONDS = 30
const LOOK_AGAIN_SECONDS = 2

export interface BotParts {
  workspace: Workspace
  world: World
  today(): Day
  state: State
  recipients: readonly Recipient[]
  delivery: Pick<Delivery, 'notices'>
  watch: Watch
  document: BotOptions['document']
  reportTitles(asker: Asker): Promise<readonly { id: string; title: string }[]>
}

/** The bot of the workspace, of which one process at a time takes up what people write. */
export interface KeptBot {
  /** what Telegram posts to the webhook */
  webhook(request: Request): Promise<Response>
  /** from now on it is this process's, as soon as it is no other's */
  start(): void
  stop(): Promise<void>
  ready(): ReadyPart
}

/** The bot of the workspace's Telegram; undefined when the settings name none. */
export function openBot(parts: BotParts): KeptBot | undefined {
  const { workspace, state, world } = parts
  if (!(telegram.id in workspace.delivery)) return undefined
  const options = botOptions(parts)
  return keepBot(() => createBot(options, world), state, world)
}

/** Who runs or sends something: a process, named so that no two are ever the same. */
export const ownName = (): string => `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`

/** A bot that runs only while this process holds the lease: two that polled would throw each other out. */
export function keepBot(make: () => Bot, { leases }: Pick<State, 'leases'>, world: World): KeptBot {
  const holder: Holder = { owner: ownName(), leaseSeconds: LEASE_SECONDS }
  const stopping = new AbortController()
  let bot = make()
  let isRunning = false
  let heldUntil = 0
  let other: string | undefined
  let keeping: Promise<void> | undefined

  async function keep(): Promise<void> {
    while (!stopping.signal.aborted) {
      const mayRun = await isOurs()
      if (mayRun && !isRunning) begin()
      else if (!mayRun && isRunning) await end()
      const seconds = isRunning ? LEASE_SECONDS / 3 : LOOK_AGAIN_SECONDS
      await world.sleep(seconds * 1000, stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted) throw error
      })
    }
  }

  async function isOurs(): Promise<boolean> {
    try {
      const askedAt = world.now().getTime()
      other = await leases.take(LEASE, holder)
      if (other === undefined) heldUntil = askedAt + LEASE_SECONDS * 1000
      return other === undefined
    } catch (error) {
      world.log.warn({ error: errorText(error, 'en') }, 'bot.lease_not_asked')
      return isRunning && world.now().getTime() < heldUntil
    }
  }

  function begin(): void {
    isRunning = true
    world.log.info({}, 'bot.started')
    bot.start()
  }

  async function end(): Promise<void> {
    isRunning = false
    world.log.info({ other }, 'bot.ended')
    await bot.stop()
    bot = make()
  }

  return {
    webhook: (request) => bot.handleWebhook(request),
    start() {
      keeping ??= keep()
    },
    async stop() {
      stopping.abort()
      await keeping
      if (isRunning) await end()
      await leases.release(LEASE, holder.owner)
    },
    ready() {
      if (bot.isConnected()) return readyPart('bot', true)
      return other === undefined ? readyPart('bot', false) : botElsewhere(other)
    },
  }
}

function botOptions({ workspace, ...parts }: BotParts): BotOptions {
  const { state, recipients, delivery, watch, today, document, reportTitles } = parts
  /** without the data the reports go by their names: when they come is known all the same */
  const titlesOf = async (recipient: Recipient): Promise<ReadonlyMap<string, string>> => {
    try {
      return new Map((await reportTitles(askerOf(recipient))).map(({ id, title }) => [id, title]))
    } catch (error) {
      if (recoveryOf(error) !== 'retry') throw error
      return new Map()
    }
  }
  const scheduled = (recipient: Recipient) => workspace.reports.filter(({ to }) => to.includes(recipient.name))
  return {
    settings: channelSettings(telegram, workspace),
    state,
    recipients,
    document,
    reportTitles,
    async when(recipient) {
      const titles = await titlesOf(recipient)
      return scheduled(recipient)
        .map(({ report, at, timeZone = workspace.timeZone }) =>
          words.say(recipient.locale, 'bot.when', {
            title: titles.get(report) ?? report,
            when: cronInWords(at, timeZone, recipient.locale),
          }),
        )
        .join('\n')
    },
    today: (recipient) => [...new Set(scheduled(recipient).map(({ report }) => report))],
    date: today,
    onUpdate: (kind, isWell) => watch.updated(kind, isWell),
    onTrouble: (subject, cause) =>
      void delivery.notices.failed({
        subject,
        what: inEvery((locale) => words.say(locale, 'trouble.bot')),
        cause,
        stillWorks: inEvery((locale) => words.say(locale, 'still_works.bot')),
      }),
    onWell: (subject) =>
      void delivery.notices.well(
        subject,
        inEvery((locale) => words.say(locale, 'well.bot')),
      ),
  }
}
