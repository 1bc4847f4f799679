import { ABILITIES, type Ability } from '../base/index.ts'
import { joinSql, sql, type Person, type Sql } from '../kit/index.ts'

/** Rows of a mart that a person may see: all of them, none, or those that a condition over the mart's columns keeps. */
export type Visible = Sql | 'all' | 'none'

/** Rows of a customer belong to the manager of that customer, whoever sold them: a history is seen whole or not at all. */
const MARTS_OF_CUSTOMERS: ReadonlySet<string> = new Set([
  'mart.orders_lines',
  'mart.orders_lines_rows',
  'mart.orders_sales',
  'mart.orders_sales_rows',
  'mart.orders_customers_rows',
])
const CUSTOMERS = 'mart.orders_customers'
/** Cut points of scores: no row of any customer. */
const CUT_POINTS = 'mart.orders_rfm_cuts'

function rowsOfSeller(person: Person, mart: string): Visible {
  if (mart === CUT_POINTS) return 'all'
  const theirs = sql`manager in (${ownOrName(person, 'manager')})`
  if (mart === CUSTOMERS) return theirs
  if (!MARTS_OF_CUSTOMERS.has(mart)) return 'none'
  return sql`(source, buyer) in (select source, buyer from mart.orders_customers where ${theirs})`
}

/** What is theirs in the data; of somebody of whom nothing is said, whatever has their name. */
function ownOrName({ name, own }: Person, dimension: string): Sql {
  const values = own && Object.hasOwn(own, dimension) ? (own[dimension] ?? []) : []
  return joinSql(
    (values.length > 0 ? values : [name]).map((value) => sql`${value}`),
    ', ',
  )
}

/** Their rows belong to the operator that they name. */
const MARTS_OF_OPERATORS: ReadonlySet<string> = new Set([
  'mart.calls_operator_calls',
  'mart.calls_operator_days',
  'mart.calls_ratings',
  'mart.calls_queue_visits',
])
/** Their rows name whoever talked last besides: a call that was passed on is left to the operator's own rows. */
const MARTS_OF_CALLS: ReadonlySet<string> = new Set(['mart.calls_calls', 'mart.calls_calls_rows'])
/** Medians of the whole team: no row of any operator. */
const TEAM = 'mart.calls_team'

function rowsOfOperator(person: Person, mart: string): Visible {
  if (mart === TEAM) return 'all'
  const names = ownOrName(person, 'operator')
  if (MARTS_OF_CALLS.has(mart)) return sql`operator in (${names}) and coalesce(last_operator, operator) in (${names})`
  return MARTS_OF_OPERATORS.has(mart) ? sql`operator in (${names})` : 'none'
}

export interface Role {
  /** what somebody with this role may do, in one sentence */
  meaning: string
  may: readonly Ability[]
  /** dimensions whose values a person with it needs in `own`; none unless told */
  own?: readonly string[]
  rows(person: Person, mart: string): Visible
}

/** Every role there is. What is not in this table may see nothing. */
export const ROLES: Readonly<Record<string, Role>> = Object.freeze<Record<string, Role>>({
  owner: {
    meaning: 'The person of the workspace’s own machine: does and sees everything.',
    may: ABILITIES,
    rows: () => 'all',
  },
  admin: {
    meaning: 'Decides who may come in and what they may do; does and sees everything.',
    may: ABILITIES,
    rows: () => 'all',
  },
  manager: {
    meaning: 'Sees every row; gets, sends and takes away reports.',
    may: ['figures', 'export', 'share', 'deliveries', 'send'],
    rows: () => 'all',
  },
  analyst: {
    meaning: 'Explores every row, takes figures away and sees where they come from.',
    may: ['figures', 'export', 'share', 'data'],
    rows: () => 'all',
  },
  operator: {
    meaning: 'Sees their own calls and ratings, and no colleague’s.',
    may: ['figures'],
    own: ['operator'],
    rows: rowsOfOperator,
  },
  seller: {
    meaning: 'Sees their own customers: those whose manager has their name.',
    may: ['figures', 'export'],
    own: ['manager'],
    rows: rowsOfSeller,
  },
})
