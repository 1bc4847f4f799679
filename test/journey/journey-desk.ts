import { type SampleJourney, journey } from '../../src/packs/journey/index.ts'
import { openPackDesk, type PackDesk, type PackDeskOptions } from '../pack-desk.ts'

export type JourneyDesk = PackDesk

export interface JourneyDeskOptions extends PackDeskOptions {
  settings?: Parameters<typeof journey>[0]
}

/** A desk that holds events and payments. */
export const openJourneyDesk = ({ settings, ...options }: JourneyDeskOptions = {}): Promise<JourneyDesk> =>
  openPackDesk(journey(settings), 'sales', options)

/** The sample's tables as rows of the pack's entities, times in UTC. */
export function sampleRows({ dictionary, events, payments }: SampleJourney) {
  const nameOf = new Map(dictionary)
  return {
    events: events.map(([user, event, at]) => ({
      user_id: String(user),
      event: nameOf.get(event)!,
      happened_at: inUtc(at),
    })),
    payments: payments.map(([id, user, at, amount]) => ({
      payment_id: String(id),
      user_id: String(user),
      paid_at: inUtc(at),
      amount,
    })),
  }
}

/** A time on a clock in Moscow as an instant. */
const inUtc = (time: string): string => new Date(`${time.replace(' ', 'T')}+03:00`).toISOString().replace('.000Z', 'Z')
