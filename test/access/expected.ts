import { trusted } from '../../src/kit/index.ts'
import type { Warehouse } from '../../src/warehouse/index.ts'
import type { Login } from './house.ts'
import { TOKENS, tokensIn } from './rows.ts'

/*
What each person may see, a second way: by SQL over what was received (`core`), with the rule written out for the person,
and no word of `src/access` or of the marts. Both are compared with what the product answers.
*/

export const ENTITIES = ['orders', 'calls', 'support', 'lending'] as const
export type Entity = (typeof ENTITIES)[number]

/** Figures whose totals are counted here as well. */
export const COUNTED = {
  'orders.revenue': 'orders',
  'orders.count': 'orders',
  'calls.calls': 'calls',
  'calls.taken': 'calls',
  'calls.ratings': 'calls',
  'support.tickets_created': 'support',
  'lending.loans': 'lending',
  'lending.issued_amount': 'lending',
} as const satisfies Readonly<Record<string, Entity>>
export type CountedMetric = keyof typeof COUNTED

export interface Expected {
  /** tokens that may stand in an answer to this person */
  seen: Readonly<Record<Login, ReadonlySet<string>>>
  totals: Readonly<Record<Login, Readonly<Record<CountedMetric, number>>>>
}

type Conditions = Readonly<Record<Entity, Readonly<Record<string, string>>>>

const NONE = 'false'
const nothing: Conditions = {
  orders: { line: NONE },
  calls: { leg: NONE, caller: NONE, taken: NONE, whole: NONE, rating: NONE },
  support: { ticket: NONE },
  lending: { loan: NONE },
}
const everything = JSON.parse(JSON.stringify(nothing).replaceAll(NONE, 'true')) as Conditions

/** The calls whose people who talked are all this extension's; of a call, who talked last. */
const wholly = (extension: string): string => `call_id in (
  select call_id from core.calls_leg where disposition = 'ANSWERED' group by call_id having bool_and(far_extension = '${extension}'))`
const lastWith = (extension: string): string => `call_id in (
  select call_id from core.calls_leg where disposition = 'ANSWERED' group by call_id having arg_max(far_extension, sequence) = '${extension}')`

const RULES: Readonly<Record<Login, Conditions>> = {
  boss: everything,
  mikhail: everything,
  alisa: everything,
  anna: {
    ...nothing,
    calls: {
      leg: "far_extension = '101'",
      // a call that was passed on came to her first, by a queue that says from whom
      caller: `far_extension = '101' and disposition = 'ANSWERED'`,
      taken: "far_extension = '101'",
      whole: wholly('101'),
      rating: lastWith('101'),
    },
  },
  pavel: {
    ...nothing,
    orders: {
      line: `buyer in (select buyer from core.orders_sale_line group by buyer having arg_max(manager, sold_at) = 'Павел zqm01')`,
    },
  },
  regina: {
    orders: { line: "address like '%zqr01%'" },
    calls: {
      leg: "dialled = '7000'",
      caller: "dialled = '7000'",
      taken: "dialled = '7000'",
      whole: "dialled = '7000'",
      rating: "call_id in (select call_id from core.calls_leg where dialled = '7000')",
    },
    support: { ticket: "category like '%zqk01'" },
    lending: { loan: "loan_id in ('zqn01', 'zqn04')" },
  },
  olga: nothing,
}

/** The texts of all rows that a person's conditions keep. */
const textsOf = ({ orders, calls, support, lending }: Conditions): readonly string[] => [
  `select * from core.orders_sale_line where ${orders['line']}`,
  `select call_id, leg_id, a.name, case dialled when '7000' then 'zqq01' else 'zqq02' end from core.calls_leg
   left join core.calls_agent as a on a.agent_id = far_extension where ${calls['leg']}`,
  `select caller from core.calls_leg where ${calls['caller']}`,
  `select * from core.calls_rating where ${calls['rating']}`,
  `select * from core.support_ticket where ${support['ticket']}`,
  `select name from core.support_agent where agent_id in (select agent_id from core.support_ticket where ${support['ticket']})`,
  `select name from core.support_group where group_id in (select group_id from core.support_ticket where ${support['ticket']})`,
  `select * from core.support_rating where ticket_id in (select ticket_id from core.support_ticket where ${support['ticket']})`,
  `select * from core.lending_loan where ${lending['loan']}`,
  `select client_id, name from core.lending_client where client_id in (select client_id from core.lending_loan where ${lending['loan']})`,
]

const totalsOf = ({ orders, calls, support, lending }: Conditions): Readonly<Record<CountedMetric, string>> => ({
  'orders.revenue': `select sum(case kind when 'return' then -amount else amount end) from core.orders_sale_line where ${orders['line']}`,
  'orders.count': `select count(distinct order_id) from core.orders_sale_line where kind = 'sale' and ${orders['line']}`,
  'calls.calls': `select count(distinct call_id) from core.calls_leg where ${calls['whole']}`,
  'calls.taken': `select count(distinct call_id || far_extension) from core.calls_leg where disposition = 'ANSWERED' and ${calls['taken']}`,
  'calls.ratings': `select count(*) from core.calls_rating where ${calls['rating']}`,
  'support.tickets_created': `select count(*) from core.support_ticket where ${support['ticket']}`,
  'lending.loans': `select count(*) from core.lending_loan where ${lending['loan']}`,
  'lending.issued_amount': `select sum(amount) from core.lending_loan where ${lending['loan']}`,
})

export async function readExpected(warehouse: Warehouse): Promise<Expected> {
  const rows = (query: string) => warehouse.rows(trusted(query))
  const seen: [string, ReadonlySet<string>][] = []
  const totals: [string, Record<string, number>][] = []
  for (const [login, rule] of Object.entries(RULES)) {
    const isWhole = rule === everything
    const texts = isWhole ? [] : await Promise.all(textsOf(rule).map(rows))
    seen.push([login, isWhole ? TOKENS : new Set(tokensIn(JSON.stringify(texts)))])
    const counted = Object.entries(totalsOf(rule)).map(async ([metric, query]) => {
      const [row] = await rows(query)
      return [metric, Number(Object.values(row ?? {})[0] ?? 0)] as const
    })
    totals.push([login, Object.fromEntries(await Promise.all(counted))])
  }
  return { seen: Object.fromEntries(seen), totals: Object.fromEntries(totals) } as unknown as Expected
}
