import { conflict } from './refusal.ts'
import type { Update } from './records.ts'
import type { Store } from './store.ts'

/** sent only to bots that ask for them by name */
const ON_REQUEST = new Set(['chat_member', 'message_reaction', 'message_reaction_count'])
const TERMINATED = 'terminated by other getUpdates request; make sure that only one bot instance is running'

export interface PollQuestion {
  offset: number
  limit: number
  timeoutSeconds: number
}

interface Poller {
  answer(updates: readonly Update[]): void
  refuse(error: unknown): void
  question: PollQuestion
}

/** Updates that wait for the bot, handed over by long polling or (see `webhook.ts`) by a webhook. */
export type UpdateQueue = ReturnType<typeof createUpdateQueue>

export function createUpdateQueue(store: Store) {
  let allowed: readonly string[] | undefined
  let poller: Poller | undefined
  const waiting: { id: number; resolve: () => void }[] = []
  const listeners = new Set<() => void>()

  const select = ({ offset, limit }: PollQuestion): readonly Update[] =>
    store.pending.filter((update) => update.update_id >= offset).slice(0, limit)

  const confirmBelow = (id: number): void => {
    if ((store.pending[0]?.update_id ?? id) < id) store.write({ kind: 'confirmed', below: id })
    for (const each of waiting.filter((one) => one.id < id)) {
      waiting.splice(waiting.indexOf(each), 1)
      each.resolve()
    }
  }

  return {
    /** Puts an update in the queue, unless the bot asked not to get its kind; its number either way. */
    push(kind: string, content: unknown): number {
      const id = store.nextUpdateId()
      const isWanted = allowed?.length ? allowed.includes(kind) : !ON_REQUEST.has(kind)
      if (!isWanted) {
        store.write({ kind: 'skipped', updateId: id })
        return id
      }
      store.write({ kind: 'update', update: { update_id: id, [kind]: content } })
      const found = poller ? select(poller.question) : []
      if (poller && found.length > 0) poller.answer(found)
      for (const listen of listeners) listen()
      return id
    },

    allow(kinds: readonly string[]): void {
      allowed = kinds
    },
    allowed: () => allowed,

    /** Answers at once when something waits, else when something comes or the time is over. A second asker ends the first. */
    poll(question: PollQuestion, signal: AbortSignal): Promise<readonly Update[]> {
      const offset = question.offset < 0 ? (store.pending.at(question.offset)?.update_id ?? 0) : question.offset
      if (offset > 0) confirmBelow(offset)
      poller?.refuse(conflict(TERMINATED))
      const found = select({ ...question, offset })
      if (found.length > 0 || question.timeoutSeconds === 0) return Promise.resolve(found)
      return new Promise((resolve, reject) => {
        const end = (finish: () => void) => {
          clearTimeout(timer)
          signal.removeEventListener('abort', nothing)
          if (poller === mine) poller = undefined
          finish()
        }
        const mine: Poller = {
          question: { ...question, offset },
          answer: (updates) => end(() => resolve(updates)),
          refuse: (error) => end(() => reject(error)),
        }
        const nothing = () => mine.answer([])
        const timer = setTimeout(nothing, question.timeoutSeconds * 1000)
        signal.addEventListener('abort', nothing)
        poller = mine
      })
    },

    confirmBelow,
    /** Ends a poll under way, as a webhook that is set does. */
    endPoll: (error: unknown) => poller?.refuse(error),
    onPush: (listen: () => void) => void listeners.add(listen),
    isPolled: () => poller !== undefined,

    /** When the bot has done with an update: it asked for later ones, or its webhook answered. */
    handled(id: number): Promise<void> {
      const isDone = id < store.nextUpdateId() && (store.pending[0]?.update_id ?? id + 1) > id
      return isDone ? Promise.resolve() : new Promise((resolve) => waiting.push({ id, resolve }))
    },
  }
}
