import type { Said, State } from '../state/index.ts'
import type { DeliveryOptions, ReachedRecipient, Recipient } from './contract.ts'
import { said } from './words.ts'

/** Why a message does not go to somebody now: no longer in the settings, switched off, or not bound yet. */
export interface Obstacle {
  kind: 'gone' | 'off' | 'unbound'
  cause: Said
}

/** Who is reached where, by the settings and by what was learned since. */
export interface People {
  find(name: string): Recipient | undefined
  /** channels of the settings that a recipient has an address in */
  channelsOf(recipient: Recipient): readonly string[]
  place(recipient: Recipient, channel: string): Promise<string | undefined>
  obstacle(recipient: string, channel: string): Promise<Obstacle | undefined>
  list(): Promise<readonly ReachedRecipient[]>
}

export function createPeople({ state, channels, recipients }: DeliveryOptions): People {
  const byName = new Map(recipients.map((recipient) => [recipient.name, recipient]))
  const channelsOf = ({ addresses }: Recipient) => Object.keys(addresses).filter((channel) => channel in channels)
  const place = async ({ name, addresses }: Recipient, channel: string) =>
    channels[channel]?.place(name, addresses[channel])

  async function obstacle(name: string, channel: string): Promise<Obstacle | undefined> {
    const recipient = byName.get(name)
    if (!recipient || !channelsOf(recipient).includes(channel)) {
      return { kind: 'gone', cause: said('not_in_settings', { recipient: name, channel }) }
    }
    const off = await offOf(state, name, channel)
    if (off) return { kind: 'off', cause: off.cause }
    if ((await place(recipient, channel)) !== undefined) return undefined
    return { kind: 'unbound', cause: said('not_bound', { recipient: name, channel }) }
  }

  async function reached(recipient: Recipient): Promise<ReachedRecipient> {
    const { name, locale, timeZone, reports } = recipient
    const found = channelsOf(recipient).map(async (channel) => {
      const off = await offOf(state, name, channel)
      return {
        channel,
        place: await place(recipient, channel),
        off: off && { since: off.since, cause: off.cause },
      }
    })
    return { name, locale, timeZone, reports, channels: await Promise.all(found) }
  }

  return {
    find: (name) => byName.get(name),
    channelsOf,
    place,
    obstacle,
    list: () => Promise.all(recipients.map(reached)),
  }
}

const offOf = async (state: State, name: string, on: string) =>
  (await state.recipients.off()).find(({ recipient, channel }) => recipient === name && channel === on)
