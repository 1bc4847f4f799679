import type { State } from '../../state/index.ts'
import type { Recipient } from '../contract.ts'
import type { TelegramAddress } from './contract.ts'

export const CHANNEL = 'telegram'

/** Where messages go: a chat, or one topic of it. */
export interface Place {
  chat: number
  topic: number | undefined
}

/**
 * Places as the state keeps them: `-100123`, with a topic `-100123/7`; of a chat of the settings that moved `-42>-100123`, which
 * holds only as long as the settings say -42.
 */
export const placeText = ({ chat, topic }: Place, movedFrom?: number): string =>
  `${movedFrom === undefined ? '' : `${movedFrom}>`}${chat}${topic === undefined ? '' : `/${topic}`}`

function readPlace(text: string): (Place & { movedFrom: number | undefined }) | undefined {
  const [, from, chat, topic] = /^(?:(-?\d+)>)?(-?\d+)(?:\/(\d+))?$/.exec(text) ?? []
  if (chat === undefined) return undefined
  return {
    chat: Number(chat),
    topic: topic === undefined ? undefined : Number(topic),
    movedFrom: from === undefined ? undefined : Number(from),
  }
}

/** Where a recipient is reached; undefined while nobody has presented their code. */
export async function placeOf(recipient: string, address: TelegramAddress, state: State): Promise<Place | undefined> {
  const bound = await state.recipients.bound()
  const own = bound.find((each) => each.channel === CHANNEL && each.recipient === recipient)
  const known = own && readPlace(own.address)
  if (address === 'invited') return known && { chat: known.chat, topic: known.topic }
  const { chat, topic } = typeof address === 'number' ? { chat: address, topic: undefined } : address
  if (known?.movedFrom === chat) return { chat: known.chat, topic: known.topic ?? topic }
  return { chat, topic }
}

/** What the state keeps when the chat of an address became another. */
export const movedAddress = (address: TelegramAddress, from: Place, toChat: number): string =>
  address === 'invited'
    ? placeText({ ...from, chat: toChat })
    : placeText({ chat: toChat, topic: from.topic }, typeof address === 'number' ? address : address.chat)

/** Whose chat it is; a place bound to a topic is nobody's in the chat's other topics. */
export async function recipientAt(
  place: Place,
  recipients: readonly Recipient[],
  state: State,
): Promise<Recipient | undefined> {
  for (const recipient of recipients) {
    const address = recipient.addresses[CHANNEL] as TelegramAddress | undefined
    if (address === undefined) continue
    const own = await placeOf(recipient.name, address, state)
    if (own?.chat === place.chat && (own.topic === undefined || own.topic === place.topic)) return recipient
  }
  return undefined
}
