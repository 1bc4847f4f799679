/**
 * Rows of four domains, a few of each. Every text in them carries a token of its own: `zqb07` is buyer 7 and nobody else, so
 * whatever comes out of the product tells which rows it was made of. Telephone numbers are tokens as they stand.
 */
export type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

/** `Анна zqo01` */
export const ANNA = 'Анна zqo01'
/** An operator, and a buyer, of whom most people must never hear. */
export const ZINAIDA = 'Зинаида Меченая zqo02'
export const LEAK = 'ООО Утечка zqb02'
export const PAVEL = 'Павел zqm01'
export const MARIA = 'Мария zqm02'
export const KAZAN = 'Казань zqr01'
export const OMSK = 'Омск zqr02'
export const QUEUES = { 7000: 'Продажи zqq01', 7001: 'Качество zqq02' } as const
export const CATEGORIES = ['Оплата zqk01', 'Доставка zqk02', 'Служебное zqk03'] as const
export const TODAY = '2024-01-01'

const count = <T>(length: number, make: (at: number) => T): T[] => Array.from({ length }, (_, at) => make(at))
const two = (at: number): string => String(at).padStart(2, '0')
const token = (kind: string, at: number): string => `zq${kind}${two(at)}`
/** A day of December 2023, at an hour of Moscow's working day. */
const day = (at: number): string => `2023-12-${two((at % 28) + 1)}`
const instant = (at: number, hour = 9): string => `${day(at)}T${two(hour)}:00:00Z`
const phone = (at: number): string => `79990000${String(at).padStart(3, '0')}`

/** Managers look after every second buyer, regions hold pairs; buyer 5 was Maria's and is Pavel's now. */
const saleLines = count(12, (buyer) =>
  count(3, (sale) => ({
    sale_id: `${token('s', buyer)}-${sale}`,
    line: '1',
    // the last of each was yesterday, when the morning's reports look
    sold_at: sale === 2 ? '2023-12-31T09:00:00Z' : `2023-${two(4 + sale * 4)}-${two(buyer + 1)}T09:00:00Z`,
    order_id: `${token('d', buyer)}-${sale}`,
    buyer: buyer === 2 ? LEAK : `Покупатель ${token('b', buyer)}`,
    contractor: `Юрлицо ${token('c', buyer)}`,
    product: `Товар ${token('p', buyer)}`,
    feature: `цвет ${token('f', buyer)}`,
    quantity: 1,
    amount: 1000 + buyer * 37 + sale,
    address: `${buyer % 4 < 2 ? KAZAN : OMSK}, дом ${buyer}`,
    kind: buyer === 7 && sale === 2 ? 'return' : 'sale',
    manager: buyer % 2 === 1 && !(buyer === 5 && sale < 2) ? PAVEL : MARIA,
  })),
).flat()

const OPERATORS = [
  ['101', ANNA],
  ['102', ZINAIDA],
  ['103', 'Борис zqo03'],
] as const
const operatorAt = (at: number) => OPERATORS[at % 3] ?? OPERATORS[0]
const queueAt = (at: number): string => (at % 2 === 0 ? '7000' : '7001')

/** Each call rings one operator, who answers all but every fifth; call 0 was passed on from Anna to Zinaida. */
const CALLS = 24
const calls = count(CALLS, (at) => ({ at, extension: operatorAt(at)[0], isTaken: at % 5 !== 4 }))
const leg = ({ at, extension, isTaken }: (typeof calls)[number], part: number) => ({
  call_id: token('v', at),
  leg_id: `${token('v', at)}.${part}`,
  sequence: at * 10 + part,
  started_at: `${day(at + 5)}T09:0${part}:00Z`,
  duration_seconds: 60,
  talk_seconds: isTaken ? 40 + at : 0,
  disposition: isTaken ? 'ANSWERED' : 'NO ANSWER',
  application: 'Dial',
  direction: 'inbound',
  caller: phone(at),
  dialled: queueAt(at),
  far_channel: `PJSIP/${extension}-${at}`,
  far_extension: extension,
})
const legs = [...calls.map((call) => leg(call, 0)), leg({ at: 0, extension: '102', isTaken: true }, 1)]

let place = 0
const event = (at: number, happened: string, name: string, data: readonly string[], agent: string | null) => ({
  event_id: `e${++place}`,
  happened_at: happened,
  place,
  call_id: `${token('v', at)}.0`,
  queue: queueAt(at),
  agent,
  event: name,
  ...Object.fromEntries(data.map((value, index) => [`data${index + 1}`, value])),
})
const queueEvents = calls.flatMap(({ at, isTaken }) => {
  const on = day(at + 5)
  const [, operator] = operatorAt(at)
  return [
    event(at, `${on}T09:00:00Z`, 'ENTERQUEUE', ['', phone(at), '1'], null),
    ...(isTaken
      ? [
          event(at, `${on}T09:00:20Z`, 'CONNECT', ['20', '', '5'], operator),
          event(at, `${on}T09:01:00Z`, 'COMPLETECALLER', ['20', String(40 + at), '1'], operator),
        ]
      : [event(at, `${on}T09:00:50Z`, 'ABANDON', ['1', '1', '50'], null)]),
  ]
})

const ratings = calls
  .filter(({ isTaken }) => isTaken)
  .map(({ at }) => ({
    rating_id: token('y', at),
    rated_at: instant(at + 5, 12),
    score: (at % 5) + 1,
    call_id: token('v', at),
    comment: `отзыв ${token('e', at)}`,
  }))

const tickets = count(18, (at) => ({
  ticket_id: token('t', at),
  subject: `Тема ${token('u', at)}`,
  category: CATEGORIES[at % 3],
  priority: at % 2 === 0 ? 'low' : 'high',
  status: at % 4 === 3 ? 'open' : 'resolved',
  channel: 'email',
  group_id: `g${at % 3}`,
  agent_id: `a${at % 3}`,
  requester_id: token('w', at),
  created_at: instant(at, 8),
  updated_at: instant(at, 15),
  first_responded_at: instant(at, 9),
  resolved_at: at % 4 === 3 ? null : instant(at, 14),
  due_at: instant(at, 16),
}))

const LOANS = 10
const loans = count(LOANS, (at) => ({
  loan_id: token('n', at),
  client_id: token('l', at),
  amount: 5000 + at * 911,
  issued_on: `2023-0${(at % 6) + 3}-10`,
  due_on: '2024-06-10',
  annual_rate: 0.18,
}))

export const ROWS: Rows = {
  'orders.sale_line': saleLines,
  'calls.leg': legs,
  'calls.queue_event': queueEvents,
  'calls.rating': ratings,
  'calls.agent': OPERATORS.map(([agent_id, name]) => ({ agent_id, name })),
  'support.ticket': tickets,
  'support.group': count(3, (at) => ({ group_id: `g${at}`, name: `Группа ${token('g', at)}` })),
  'support.agent': count(3, (at) => ({ agent_id: `a${at}`, name: `Агент ${token('a', at)}` })),
  'support.rating': tickets
    .filter(({ resolved_at }) => resolved_at !== null)
    .map(({ ticket_id, agent_id }, at) => ({
      rating_id: token('x', at),
      ticket_id,
      agent_id,
      rated_at: instant(at, 16),
      score: at % 2,
    })),
  'lending.loan': loans,
  'lending.client': count(LOANS, (at) => ({
    client_id: token('l', at),
    name: `Заёмщик ${token('i', at)}`,
    phone: phone(500 + at),
    time_zone: 'Europe/Moscow',
  })),
  'lending.payment': loans.map(({ loan_id, amount }, at) => ({
    payment_id: token('j', at),
    loan_id,
    paid_on: `2023-11-${two(at + 10)}`,
    amount: Math.round(amount / 10),
  })),
}

/** Every token there is in the rows, once. */
export const TOKENS: ReadonlySet<string> = new Set(tokensIn(JSON.stringify([ROWS, QUEUES])))

/** The tokens of a text, also where its letters are capitals or a telephone number is spaced. */
export function tokensIn(text: string): string[] {
  const plain = text.toLowerCase()
  const spaced = plain.replaceAll(/[\s()\u00a0\u2011-]+/g, '')
  return [...new Set([...(plain.match(/zq[a-z]\d\d/g) ?? []), ...(spaced.match(/9990000\d{3}/g) ?? [])])]
}
