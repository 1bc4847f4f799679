import { addDays, type Day } from '../../src/base/index.ts'
import type { Rows } from '../pack-desk.ts'

/* A shop with a contact centre on nine Tuesdays, the Monday before the last of them, and nothing else: small enough to count by hand. */

/** The last Tuesday, which the reports are about. */
export const TUESDAY: Day = '2024-01-16'

export interface ShopDay {
  on: Day
  /** one for each order: who bought and for how much */
  orders: readonly { buyer: string; amount: number }[]
  /** one for each call: whom it rang, how long the caller waited, how long they talked; 0: nobody answered */
  calls: readonly { extension: '101' | '102'; wait: number; talk: number; score?: number }[]
}

const ORDERS = [10, 11, 9, 10, 12, 10, 11, 9]
const MISSED = [2, 1, 2, 3, 2, 1, 2, 2]

const day = (on: Day, orders: number, missed: number, wait: number, first = 0): ShopDay => ({
  on,
  orders: Array.from({ length: orders }, (_, at) => ({ buyer: `Покупатель ${first + at}`, amount: 100 + 10 * at })),
  calls: Array.from({ length: 12 }, (_, at) => ({
    extension: at % 3 === 0 ? '102' : '101',
    wait: wait + at,
    talk: at < missed ? 0 : 60 + at,
    ...(at >= 8 ? { score: at === 8 ? 3 : 5 } : {}),
  })),
})

/**
 * Eight Tuesdays alike; on the last one more than twice as many orders as usual, ten of them by new customers, and waiting that
 * is longer than usual, but not by as much.
 */
export const SHOP_DAYS: readonly ShopDay[] = [
  ...ORDERS.map((orders, week) => day(addDays(TUESDAY, 7 * (week - 8)), orders, MISSED[week]!, 10 + (week % 3))),
  day(addDays(TUESDAY, -1), 5, 6, 20),
  day(TUESDAY, 25, 2, 17, 3),
]

/** Ratings of the help desk: one for each Tuesday, and two on the last. */
const DESK_RATINGS = [
  ...SHOP_DAYS.filter((_, at) => at !== 8).map(({ on }) => ({ on, score: 1 })),
  { on: TUESDAY, score: 0 },
]

const NAMES = { 101: 'Анна Белова', 102: 'Борис Гусев' }
const noon = (on: Day, second = 0): string => new Date(Date.parse(`${on}T09:00:00Z`) + second * 1000).toISOString()

export const ordersRows: Rows = {
  'orders.sale_line': SHOP_DAYS.flatMap(({ on, orders }) =>
    orders.map(({ buyer, amount }, at) => ({
      sale_id: `${on} ${at}`,
      line: '1',
      sold_at: noon(on, at),
      buyer,
      amount,
      kind: 'sale',
      manager: at % 2 === 0 ? 'Ким' : 'Орлов',
    })),
  ),
}

export const callsRows: Rows = {
  'calls.agent': Object.entries(NAMES).map(([agent_id, name]) => ({ agent_id, name })),
  'calls.leg': SHOP_DAYS.flatMap(({ on, calls }) =>
    calls.map(({ extension, wait, talk }, at) => ({
      call_id: `${on} ${at}`,
      leg_id: `${on} ${at}`,
      sequence: at,
      started_at: noon(on, 300 * at),
      duration_seconds: wait + talk,
      talk_seconds: talk,
      disposition: talk > 0 ? 'ANSWERED' : 'NO ANSWER',
      application: 'Dial',
      direction: 'inbound',
      caller: `7916${on.replaceAll('-', '').slice(-4)}${String(at).padStart(3, '0')}`,
      dialled: extension,
      far_channel: `PJSIP/${extension}-1`,
      far_extension: extension,
    })),
  ),
  'calls.rating': SHOP_DAYS.flatMap(({ on, calls }) =>
    calls.flatMap(({ score }, at) =>
      score === undefined
        ? []
        : { rating_id: `${on} ${at}`, rated_at: noon(on, 300 * at + 200), score, call_id: `${on} ${at}` },
    ),
  ),
  // on the last day both operators are there for two hours
  'calls.queue_event': Object.keys(NAMES).flatMap((extension, person) =>
    ['ADDMEMBER', 'REMOVEMEMBER'].map((event, at) => ({
      event_id: `${extension} ${event}`,
      happened_at: noon(TUESDAY, 7200 * at),
      place: 2 * person + at,
      agent: `PJSIP/${extension}`,
      queue: '7000',
      event,
    })),
  ),
}

export const supportRows: Rows = {
  'support.rating': DESK_RATINGS.map(({ on, score }, at) => ({ rating_id: String(at), rated_at: noon(on), score })),
}
