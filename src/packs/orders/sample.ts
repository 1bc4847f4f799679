import { createRandom, type Random } from '../../stats/index.ts'
import { DAY_MS, instantText, momentOf, monthOf, picker } from './sample/calendar.ts'
import { MANAGERS, PRODUCTS, SUCCESSOR } from './sample/catalog.ts'
import { type Habit, fallenSilent, occasional, regular, seasonal, wholesale } from './sample/habits.ts'
import { type Party, oneOf, partyMaker } from './sample/people.ts'

export interface SampleOrdersOptions {
  seed?: number
  customers?: number
  /** good customers who fell silent in autumn, among them */
  silent?: number
}

/** A document of sale or return in 1C’s terms; sums of returns are above zero, as 1C gives them. */
export interface SampleDocument {
  id: string
  number: string
  date: string
  order?: { id: string; date: string }
  buyer: string
  contractor: string
  manager: string
  address: string
  isReturn: boolean
  lines: readonly SampleLine[]
}

export interface SampleLine {
  line: number
  product_id: string
  product: string
  feature: string
  quantity: number
  amount: number
}

export interface SampleOrders {
  /** by date */
  documents: readonly SampleDocument[]
  /** buyers of the planted group */
  silent: readonly string[]
}

const WITHOUT_ORDER = 0.04
const IN_TWO_PARTS = 0.04
const RETURNED = 0.06
const RETURNED_WHOLE = 0.5
const MANAGER_LEFT = Date.parse('2023-06-30T21:00:00Z')

const KINDS = [
  { share: 61, make: occasional, isFirm: 0 },
  { share: 23, make: regular, isFirm: 0.05 },
  { share: 13, make: seasonal, isFirm: 0 },
  { share: 3, make: wholesale, isFirm: 1 },
] as const
const SILENT = { make: fallenSilent, isFirm: 0.25 } as const

const pickKind = picker(KINDS.map(({ share }) => share))
const pickManager = picker(MANAGERS.map(([, weight]) => weight))
const IN_SEASON = 3
/** a month's picker of products, 1 … 12 */
const pickProduct = Array.from({ length: 13 }, (_, month) =>
  picker(PRODUCTS.map(({ price, season }) => (season?.includes(month) ? IN_SEASON : 1) / Math.sqrt(price))),
)

/**
 * A shop of home textiles from July 2022 to December 2023: seasons, weekdays and hours; those who come once, who come
 * regularly, who come in their season, shops with several legal entities; orders shipped in two parts, returns whole and
 * in part; a manager who leaves; and good customers who fell silent in autumn. The same seed gives the same shop.
 * @example sampleOrders({ seed: 7 }).documents.length // about 14 000, with about 35 000 lines
 */
export function sampleOrders(options: SampleOrdersOptions = {}): SampleOrders {
  const { seed = 2023, customers = 4000, silent: planted = Math.round(customers * 0.015) } = options
  const random = createRandom(seed)
  const makeParty = partyMaker(random)
  const drafts: Draft[] = []
  const silent: string[] = []
  for (let at = 0; at < customers; at++) {
    const kind = at < planted ? SILENT : KINDS[pickKind(random)]!
    const party = makeParty(random.uniform() < kind.isFirm)
    if (at < planted) silent.push(party.buyer)
    const habit = kind.make(random)
    const manager = MANAGERS[pickManager(random)]![0]
    for (const day of habit.days) drafts.push(...purchase(day, { party, habit, manager }, random))
  }
  const inTime = drafts.filter(({ moment }) => moment < LAST_MOMENT).toSorted((a, b) => a.moment - b.moment)
  return { documents: inTime.map((draft, at) => documentOf(draft, at, random)), silent }
}

const LAST_MOMENT = Date.parse('2023-12-31T21:00:00Z')

/** A document before it has a number. */
interface Draft {
  moment: number
  order?: { id: string; date: string }
  party: Party
  contractor: string
  manager: string
  isReturn: boolean
  lines: readonly SampleLine[]
}

interface Buyer {
  party: Party
  habit: Habit
  manager: string
}

/** The documents of one purchase: a sale or two, and what comes back. */
function purchase(day: number, { party, habit, manager }: Buyer, random: Random): Draft[] {
  const moment = momentOf(day, random)
  const orderedAt = moment - Math.round(random.uniform() * 2.5 * DAY_MS)
  const hasOrder = random.uniform() >= WITHOUT_ORDER
  const common = {
    party,
    contractor: party.contractors.length > 0 ? oneOf(party.contractors, random) : party.buyer,
    ...(hasOrder ? { order: { id: referenceOf(random), date: instantText(orderedAt) } } : {}),
  }
  const draft = (at: number, isReturn: boolean, lines: readonly SampleLine[]): Draft => ({
    ...common,
    moment: at,
    manager: at >= MANAGER_LEFT && manager === MANAGERS.at(-1)![0] ? SUCCESSOR : manager,
    isReturn,
    lines: lines.map((line, place) => ({ ...line, line: place + 1 })),
  })
  const lines = boughtLines(monthOf(day), habit, random)
  const isSplit = hasOrder && lines.length > 1 && random.uniform() < IN_TWO_PARTS
  const sales = isSplit
    ? [draft(moment, false, lines.slice(0, 1)), draft(moment + laterBy(2, 6, random), false, lines.slice(1))]
    : [draft(moment, false, lines)]
  if (random.uniform() >= RETURNED) return sales
  const sale = sales.at(-1)!
  const back = random.uniform() < RETURNED_WHOLE ? sale.lines : sale.lines.slice(0, 1).map((line) => half(line))
  return [...sales, draft(sale.moment + laterBy(2, 20, random), true, back)]
}

const laterBy = (least: number, most: number, random: Random): number =>
  (least + random.integer(most - least)) * DAY_MS + random.integer(4 * 3600) * 1000

/** One piece of several comes back. */
const half = (line: SampleLine): SampleLine =>
  line.quantity > 1 ? { ...line, quantity: 1, amount: Math.round((line.amount / line.quantity) * 100) / 100 } : line

function boughtLines(month: number, { lines, pieces }: Habit, random: Random): SampleLine[] {
  const count = Math.max(1, Math.round(lines * Math.exp(0.5 * random.normal())))
  const isBulk = pieces > 4
  return Array.from({ length: count }, (_, at) => {
    const { id, name, price, colours, sizes } = PRODUCTS[pickProduct[month]!(random)]!
    const quantity = isBulk ? 2 + random.integer(pieces) : random.uniform() < 0.8 ? 1 : 1 + random.integer(pieces)
    const discount = isBulk ? 0.75 : random.uniform() < 0.25 ? 0.9 : 1
    return {
      line: at + 1,
      product_id: id,
      product: name,
      feature: `${oneOf(colours, random)}, ${oneOf(sizes, random)}`,
      quantity,
      amount: Math.round(price * quantity * discount * 100) / 100,
    }
  })
}

function documentOf({ moment, party, ...draft }: Draft, at: number, random: Random): SampleDocument {
  return {
    id: referenceOf(random),
    number: `УТ-${String(at + 1).padStart(8, '0')}`,
    date: instantText(moment),
    buyer: party.buyer,
    address: party.address,
    ...draft,
  }
}

/** A reference as 1C writes them. */
function referenceOf(random: Random): string {
  const hex = (digits: number) =>
    random
      .integer(16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  return `${hex(8)}-${hex(4)}-11ed-${hex(4)}-${hex(6)}${hex(6)}`
}

/** Rows of `orders.sale_line`. */
export const sampleSaleLines = ({ documents }: Pick<SampleOrders, 'documents'>) =>
  documents.flatMap(({ id, date, order, isReturn, buyer, contractor, manager, address, lines }) =>
    lines.map(({ line, ...goods }) => ({
      sale_id: id,
      line: String(line),
      sold_at: date,
      order_id: order?.id ?? null,
      ordered_at: order?.date ?? null,
      buyer,
      contractor,
      ...goods,
      address,
      kind: isReturn ? 'return' : 'sale',
      manager,
    })),
  )
