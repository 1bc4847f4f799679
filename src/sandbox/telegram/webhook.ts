import { setTimeout as delay } from 'node:timers/promises'
import type { Update } from './records.ts'
import type { Store } from './store.ts'
import type { UpdateQueue } from './updates.ts'

export interface WebhookSettings {
  url: string
  secret?: string
  maxConnections: number
}

/** the vendor repeats for a day; a stand-in gives up after a few */
const ATTEMPTS = 4
const FIRST_PAUSE_MILLISECONDS = 50

/** Hands updates to the bot's own address, one after another; what is not answered with 2xx is sent again. */
export function createWebhook(store: Store, updates: UpdateQueue, now: () => Date) {
  const stopped = new AbortController()
  let settings: WebhookSettings | undefined
  let lastError: { at: number; message: string } | undefined
  let isDelivering = false

  const attempt = async (to: WebhookSettings, update: Update): Promise<boolean> => {
    try {
      const response = await fetch(to.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(to.secret !== undefined && { 'x-telegram-bot-api-secret-token': to.secret }),
        },
        body: JSON.stringify(update),
        signal: stopped.signal,
      })
      await response.arrayBuffer()
      if (response.ok) return true
      note(`Wrong response from the webhook: ${response.status} ${response.statusText}`)
    } catch (error) {
      note(error instanceof Error ? error.message : String(error))
    }
    return false
  }

  const note = (message: string): void => {
    lastError = { at: Math.floor(now().getTime() / 1000), message }
  }

  const deliver = async (): Promise<void> => {
    if (isDelivering) return
    isDelivering = true
    for (let update = store.pending[0]; settings && update && !stopped.signal.aborted; update = store.pending[0]) {
      for (let number = 0; settings && number < ATTEMPTS && !stopped.signal.aborted; number += 1) {
        if (await attempt(settings, update)) break
        await delay(FIRST_PAUSE_MILLISECONDS * 2 ** number, undefined, { signal: stopped.signal }).catch(
          () => undefined,
        )
      }
      if (!stopped.signal.aborted) updates.confirmBelow(update.update_id + 1)
    }
    isDelivering = false
  }

  updates.onPush(() => void deliver())

  return {
    set(next: WebhookSettings | undefined): void {
      settings = next
      lastError = undefined
      void deliver()
    },
    settings: () => settings,
    lastError: () => lastError,
    stop: () => stopped.abort(),
  }
}

export type Webhook = ReturnType<typeof createWebhook>
