import { InputFile, type RawApi } from 'grammy'
import type { SendablePart } from '../contract.ts'
import type { Place } from './addresses.ts'
import type { Keyboard } from './buttons.ts'
import { TelegramError, type CallOptions, type Client } from './client.ts'
import type { PartBody } from './parts.ts'

interface Sent {
  message_id: number
  chat: { id: number }
}

/**
 * One part as one request. What Telegram refuses for its form was delivered to nobody, so it is sent once more in a plainer one:
 * a text without its markup, a picture as a file.
 * @returns the proof: `<chat>/<message>`
 * @throws {TelegramError}
 */
export async function sendPart(
  { body, content }: Pick<SendablePart, 'body' | 'content'>,
  place: Place,
  client: Client,
  options: CallOptions,
): Promise<string> {
  const made = body as unknown as PartBody
  const send = (plainer: boolean) =>
    client.call((api, signal) => ask(api, made, content, place, plainer, signal as AbortSignal | undefined), options)
  try {
    return receipt(await send(false))
  } catch (error) {
    if (!isRefusedForItsForm(error, made)) throw error
    return receipt(await send(true))
  }
}

const receipt = ({ chat, message_id: id }: Sent): string => `${chat.id}/${id}`

function ask(
  api: RawApi,
  body: PartBody,
  content: Uint8Array | undefined,
  { chat: chat_id, topic }: Place,
  isPlainer: boolean,
  signal: AbortSignal | undefined,
): Promise<Sent> {
  const to = { chat_id, ...(topic === undefined ? {} : { message_thread_id: topic }) }
  if (body.kind === 'text') {
    const form = isPlainer ? { text: body.text } : { text: body.html, parse_mode: 'HTML' as const }
    return api.sendMessage(
      { ...to, ...form, link_preview_options: { is_disabled: true }, ...keyboard(body.buttons) },
      signal as never,
    )
  }
  const file = new InputFile(content ?? new Uint8Array(), body.name)
  if (body.kind === 'picture') {
    return isPlainer
      ? api.sendDocument({ ...to, document: file, caption: body.caption }, signal as never)
      : api.sendPhoto({ ...to, photo: file, caption: body.caption }, signal as never)
  }
  return api.sendDocument({ ...to, document: file, disable_content_type_detection: true }, signal as never)
}

/** Buttons as grammY types them: lists that may be changed. */
export const keyboard = (buttons: Keyboard | undefined) =>
  buttons === undefined
    ? {}
    : { reply_markup: { inline_keyboard: buttons.map((row) => row.map((button) => ({ ...button }))) } }

const FORM = {
  text: /can't parse entities|message is too long|BUTTON_|ENTITIES_|entity/i,
  picture: /PHOTO_|IMAGE_PROCESS|wrong file|too big|dimensions/i,
}

function isRefusedForItsForm(error: unknown, body: PartBody): boolean {
  if (!(error instanceof TelegramError) || error.failure.kind !== 'refused' || error.failure.code !== 400) return false
  return body.kind !== 'file' && FORM[body.kind].test(error.failure.description)
}
