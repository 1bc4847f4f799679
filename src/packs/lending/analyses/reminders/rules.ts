/** How a debtor is contacted, as the law tells the ways apart. */
export const WAYS = ['meeting', 'call', 'robot_call', 'message'] as const
export type Way = (typeof WAYS)[number]

/** How often a debtor may be contacted in one way; null: the law sets nothing for that stretch. */
export interface ContactRule {
  way: Way
  perDay: number | null
  /** Monday to Sunday */
  perWeek: number | null
  /** calendar month */
  perMonth: number | null
  /** contacts in any of these ways count together */
  countedWith: readonly Way[]
}

/**
 * 230-FZ art. 7 with 467-FZ (in force since 1 February 2024). The law counts talks of a robot by limits of the same size as calls; both
 * share one counter here, which breaks neither reading of it.
 */
export const CONTACT_RULES: readonly ContactRule[] = [
  { way: 'meeting', perDay: null, perWeek: 1, perMonth: null, countedWith: ['meeting'] },
  { way: 'call', perDay: 1, perWeek: 2, perMonth: 8, countedWith: ['call', 'robot_call'] },
  { way: 'robot_call', perDay: 1, perWeek: 2, perMonth: 8, countedWith: ['call', 'robot_call'] },
  { way: 'message', perDay: 2, perWeek: 4, perMonth: 16, countedWith: ['message'] },
]

/** Wall clock at the debtor's place within which contact is allowed. */
export interface Hours {
  from: string
  to: string
}
export const WORKDAY_HOURS: Hours = { from: '08:00', to: '22:00' }
export const DAY_OFF_HOURS: Hours = { from: '09:00', to: '20:00' }

/** Why direct contact with a debtor is barred, by the reasons that the law names; any other that a source gives bars as well. */
export const BARRED_REASONS = ['bankrupt', 'incapacitated', 'hospital', 'disabled', 'minor'] as const

/** What the list contacts by, with what it needs of the client. Meetings are counted, never proposed. */
export const CHANNELS = ['messenger', 'sms', 'robot_call', 'call'] as const
export type Channel = (typeof CHANNELS)[number]

export const ADDRESS_OF: Readonly<Record<Channel, 'messenger' | 'phone'>> = {
  messenger: 'messenger',
  sms: 'phone',
  robot_call: 'phone',
  call: 'phone',
}

/** Names of channels that feeds are known to use. */
const KNOWN_WAYS: Readonly<Record<string, Way>> = {
  meeting: 'meeting',
  visit: 'meeting',
  call: 'call',
  phone: 'call',
  robot_call: 'robot_call',
  robot: 'robot_call',
  autocall: 'robot_call',
  sms: 'message',
  email: 'message',
  voice_message: 'message',
  messenger: 'message',
  telegram: 'message',
  whatsapp: 'message',
  viber: 'message',
  max: 'message',
}
const MESSENGERS: ReadonlySet<string> = new Set(['messenger', 'telegram', 'whatsapp', 'viber', 'max'])

/**
 * Which counters a contact by this channel stands in. A channel that nobody knows stands in all of them, so that a new name in a
 * feed never loosens a limit.
 */
export function waysOf(
  channel: string,
  settings: { messengersCount: boolean; ways: Readonly<Record<string, Way>> },
): readonly Way[] {
  const name = channel.trim().toLowerCase()
  if (!settings.messengersCount && MESSENGERS.has(name)) return []
  const way = settings.ways[name] ?? KNOWN_WAYS[name]
  return way === undefined ? WAYS : [way]
}

export const isKnownChannel = (channel: string, ways: Readonly<Record<string, Way>>): boolean => {
  const name = channel.trim().toLowerCase()
  return (ways[name] ?? KNOWN_WAYS[name]) !== undefined
}
