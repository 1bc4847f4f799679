import { addDays, type World } from '../base/index.ts'
import type { OutboxRow } from '../state/index.ts'
import type { Delivering } from './context.ts'
import type { SendOutcome } from './contract.ts'
import { sendPart } from './send-part.ts'
import { tellTroubles, type Seen } from './troubles.ts'
import { said } from './words.ts'

/** Messages on their way at once; parts of one message never are. */
export const LANES = 4
/** How often what other processes added, or left when they died, is looked for. */
const LOOK_AGAIN_MILLISECONDS = 30_000
const SHORTEST_SLEEP_MILLISECONDS = 500
const MOST_ROUNDS = 5
/** After so many days the bytes of pictures and files are forgotten; what became of them never is. */
export const KEEP_CONTENT_DAYS = 30
/** A part that was put off so often means that its channel takes nothing. */
const ATTEMPTS_OF_TROUBLE = 6

export interface Pump {
  /** sends whatever may go now; callers at the same time share one pass, which sees what was added before each call */
  flush(): Promise<void>
  /** something was added: begins to send it, and does not wait for the end */
  wake(): void
  /** the same, where the outbox is kept moving anyway */
  wakeIfRunning(): void
  start(): void
  /** takes no further part; ends when those on the wire are settled */
  stop(): Promise<void>
  /** what came of a part, by its id, until it is asked for once */
  watch(id: string): () => SendOutcome | undefined
}

export function createPump(parts: Delivering, world: World): Pump {
  const { options, notices } = parts
  const { outbox } = options.state
  const watched = new Map<string, SendOutcome | undefined>()
  const lanes = new Set<Promise<void>>()
  let seen: Seen = { sent: [], refusing: [], isTroubled: true }
  let broken: { error: unknown } | undefined
  let forgotOn = ''
  let isAsked = false
  let isStopping = false
  let passing: Promise<void> | undefined
  let running: { abort: AbortController; over: Promise<void> } | undefined
  let sleeping: AbortController | undefined

  async function lane(): Promise<void> {
    for (;;) {
      const row = isStopping ? undefined : await outbox.claim(options.holder)
      if (!row) return
      note(row, await sendPart(row, parts, world))
    }
  }

  function note(row: OutboxRow, outcome: SendOutcome | undefined): void {
    if (watched.has(row.id)) watched.set(row.id, outcome)
    const { recipient, channel } = row
    if (outcome?.kind === 'sent') return void seen.sent.push({ recipient, channel })
    seen.isTroubled = true
    if (outcome?.kind !== 'later') return
    if (outcome.needsPerson || row.attempt >= ATTEMPTS_OF_TROUBLE) {
      seen.refusing.push({ recipient, channel, cause: outcome.cause })
    }
  }

  /** A lane ends when nothing may go; what is added while others are busy gets a new one. */
  function openLanes(): void {
    while (lanes.size < LANES) {
      const opened: Promise<void> = lane().finally(() => lanes.delete(opened))
      opened.catch((error: unknown) => (broken = { error }))
      lanes.add(opened)
    }
  }

  async function drain(): Promise<void> {
    broken = undefined
    openLanes()
    while (lanes.size > 0) await Promise.allSettled(lanes)
    if (broken) throw (broken as { error: unknown }).error
  }

  async function recover(): Promise<void> {
    const lost = await outbox.recover(said('died_on_the_wire'))
    if (lost.length > 0) seen.isTroubled = true
    for (const { id, report, recipient, channel, edition, part } of lost) {
      world.log.warn({ id, report, recipient, channel, edition, part }, 'delivery.unknown')
      options.onAttempt?.(channel, 'unknown')
      if (options.unknown === 'resend') await outbox.decide(id, 'resend', 'settings')
    }
  }

  /** Notices are parts themselves: what they add goes in the next round. */
  async function pass(): Promise<void> {
    await recover()
    await notices.putOut()
    for (let round = 0; round < MOST_ROUNDS; round++) {
      await drain()
      if (isStopping) return
      const now = seen
      seen = { sent: [], refusing: [], isTroubled: false }
      await tellTroubles({ ...parts, ...now }, world)
      if ((await notices.putOut()) === 0 && !isAsked) return
      isAsked = false
    }
  }

  async function passes(): Promise<void> {
    try {
      while (isAsked) {
        isAsked = false
        await pass()
      }
    } catch (error) {
      seen.isTroubled = true
      throw error
    } finally {
      passing = undefined
      // whoever sleeps looks anew at when the next part may go
      sleeping?.abort()
    }
  }

  function flush(): Promise<void> {
    isAsked = true
    if (lanes.size > 0) openLanes()
    passing ??= passes()
    return passing
  }

  function wake(): void {
    flush().catch(logged)
  }

  const logged = (error: unknown) => world.log.error({ error }, 'delivery.pump_failed')

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await flush().then(forgetOld).catch(logged)
      if (signal.aborted) return
      sleeping = new AbortController()
      const woken = AbortSignal.any([signal, sleeping.signal])
      const wait = await untilNext().catch((error: unknown) => {
        logged(error)
        return LOOK_AGAIN_MILLISECONDS
      })
      await world.sleep(wait, woken).catch((error: unknown) => {
        if (!woken.aborted) logged(error)
      })
    }
  }

  /** Once a day: pictures and files of parts that were settled long ago. */
  async function forgetOld(): Promise<void> {
    const today = world.now().toISOString().slice(0, 10)
    if (today === forgotOn) return
    forgotOn = today
    const forgotten = await outbox.forgetContents(`${addDays(today, -KEEP_CONTENT_DAYS)}T00:00:00.000Z`)
    if (forgotten > 0) world.log.info({ forgotten }, 'delivery.contents_forgotten')
  }

  async function untilNext(): Promise<number> {
    const at = await outbox.nextAt()
    if (at === undefined) return LOOK_AGAIN_MILLISECONDS
    const wait = Date.parse(at) - world.now().getTime()
    return Math.min(LOOK_AGAIN_MILLISECONDS, Math.max(SHORTEST_SLEEP_MILLISECONDS, wait))
  }

  return {
    flush,
    wake,
    wakeIfRunning() {
      if (running) wake()
    },
    start() {
      if (running) return
      isStopping = false
      const abort = new AbortController()
      running = { abort, over: run(abort.signal) }
    },
    async stop() {
      isStopping = true
      running?.abort.abort()
      await running?.over
      await passing?.catch(logged)
      running = undefined
      isStopping = false
    },
    watch(id) {
      watched.set(id, undefined)
      return () => {
        const outcome = watched.get(id)
        watched.delete(id)
        return outcome
      }
    },
  }
}
