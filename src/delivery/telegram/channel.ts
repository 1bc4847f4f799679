import type { World } from '../../base/index.ts'
import type { Channel, ChannelContext, OpenChannel } from '../contract.ts'
import { CHANNEL, movedAddress, placeOf } from './addresses.ts'
import { checkTelegram } from './check.ts'
import { createClient, TelegramError } from './client.ts'
import type { TelegramAddress, TelegramSettings } from './contract.ts'
import { outcomeOf } from './outcome.ts'
import { noteParts, reportParts } from './parts.ts'
import { sendPart } from './send.ts'
import { telegramAddress, telegramSettings } from './settings.ts'
import { said } from './words.ts'

/** Telegram chats, groups and topics of groups. */
export const telegram: Channel<TelegramSettings, TelegramAddress> = {
  id: CHANNEL,
  settings: telegramSettings,
  address: telegramAddress,
  open: openTelegram,
}

function openTelegram(
  settings: TelegramSettings,
  { state }: ChannelContext,
  world: World,
): OpenChannel<TelegramAddress> {
  const client = createClient(settings)
  return {
    async place(recipient, address) {
      const place = await placeOf(recipient, address, state)
      return place && `chat ${place.chat}${place.topic === undefined ? '' : `, topic ${place.topic}`}`
    },
    parts: (document, options) => reportParts(document, options, world),
    note: async (note) => noteParts(note),
    async send(part, recipient, address, wire) {
      const place = await placeOf(recipient, address, state)
      if (!place) return { kind: 'refused', cause: said('cause.not_bound', { recipient }) }
      try {
        return { kind: 'sent', receipt: await sendPart(part, place, client, { wire }) }
      } catch (error) {
        if (!(error instanceof TelegramError)) throw error
        return outcomeOf(error.failure, (chat) => movedAddress(address, place, chat))
      }
    },
    check: (locale) => checkTelegram(client, settings, state, locale),
  }
}
