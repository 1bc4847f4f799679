import type { RawApi } from 'grammy'
import type { World } from '../../../base/index.ts'
import type { Place } from '../addresses.ts'
import type { Keyboard } from '../buttons.ts'
import { TelegramError, type Client } from '../client.ts'
import type { TelegramPart } from '../parts.ts'
import { splitMessages, type Paragraph } from '../rich.ts'
import { sendPart } from '../send.ts'

const ATTEMPTS = 4
const FIRST_PAUSE_SECONDS = 1
/** Telegram may ask for longer; a person who pressed a button does not wait that long */
const LONGEST_PAUSE_SECONDS = 90

/** Answers in one chat. Nothing of an answer is sent twice: what may have arrived is never repeated. */
export interface Reply {
  text(paragraphs: readonly Paragraph[], buttons?: Keyboard): Promise<void>
  parts(parts: readonly TelegramPart[]): Promise<void>
  file(file: { name: string; mediaType: string; content: Uint8Array }): Promise<void>
  /** “typing…”, “sending a file…”: a courtesy, whose failure is nobody's concern */
  progress(action: 'typing' | 'upload_document' | 'upload_photo'): Promise<void>
}

/** @param beforeFirst awaited once, before anything of the answer leaves */
export function createReply(place: Place, client: Client, beforeFirst: () => Promise<void>, world: World): Reply {
  let isBegun = false
  const parts = async (given: readonly TelegramPart[]): Promise<void> => {
    if (!isBegun) await beforeFirst()
    isBegun = true
    for (const part of given) {
      await persistently(() => sendPart({ ...part, content: part.content }, place, client, {}), world)
    }
  }
  return {
    parts,
    text(paragraphs, buttons) {
      const messages = splitMessages(paragraphs)
      return parts(
        messages.map((message, index) => ({
          part: `text-${index + 1}`,
          body: { kind: 'text', ...message, ...(buttons && index === messages.length - 1 ? { buttons } : {}) },
        })),
      )
    },
    file: ({ name, mediaType, content }) =>
      parts([{ part: 'file-1', body: { kind: 'file', name, mediaType }, content }]),
    async progress(action) {
      const { chat, topic } = place
      const to = { chat_id: chat, ...(topic === undefined ? {} : { message_thread_id: topic }) }
      await quietly(client, (api) => api.sendChatAction({ ...to, action }), world)
    },
  }
}

/** A call whose failure changes nothing for anybody: logged, not thrown. */
export async function quietly(client: Client, ask: (api: RawApi) => Promise<unknown>, world: World): Promise<void> {
  try {
    await client.call(ask)
  } catch (error) {
    if (!(error instanceof TelegramError)) throw error
    world.log.debug({ error: error.message }, 'telegram.courtesy.failed')
  }
}

/**
 * Tries again what surely did nothing: no connection, or "wait". An answer that did not come is taken for done.
 * @throws {TelegramError} what Telegram refuses for good
 */
export async function persistently<T>(send: () => Promise<T>, world: World): Promise<T | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send()
    } catch (error) {
      if (!(error instanceof TelegramError)) throw error
      const { failure } = error
      if (failure.kind === 'no answer') {
        world.log.warn({ reason: failure.reason }, 'telegram.reply.unknown')
        return undefined
      }
      const pause = pauseOf(error, attempt)
      if (pause === undefined || attempt >= ATTEMPTS) throw error
      await world.sleep(pause * 1000)
    }
  }
}

function pauseOf({ failure }: TelegramError, attempt: number): number | undefined {
  if (failure.kind === 'not sent') return FIRST_PAUSE_SECONDS * 2 ** (attempt - 1)
  if (failure.kind !== 'refused' || failure.code !== 429) return undefined
  const asked = failure.retryAfterSeconds ?? FIRST_PAUSE_SECONDS
  return asked <= LONGEST_PAUSE_SECONDS ? asked : undefined
}
