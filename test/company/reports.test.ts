import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CompanyDesk, openCompanyDesk } from './company-desk.ts'
import { callsRows, ordersRows, SHOP_DAYS, type ShopDay, supportRows, TUESDAY } from './nine-tuesdays.ts'
import { addDays } from '../../src/base/index.ts'
import type { DocumentFigure, ReportDocument } from '../../src/reports/index.ts'
import { calls } from '../../src/packs/calls/index.ts'
import { orders } from '../../src/packs/orders/index.ts'
import { support } from '../../src/packs/support/index.ts'
import { company } from '../../src/packs/company/index.ts'

const TODAY = addDays(TUESDAY, 1)

let whole: CompanyDesk
/** no help desk, and sales that are a day behind */
let late: CompanyDesk
/** nothing but calls */
let alone: CompanyDesk
beforeAll(async () => {
  ;[whole, late, alone] = await Promise.all([
    openCompanyDesk({
      packs: [orders(), calls(), support(), company()],
      rows: { ...ordersRows, ...callsRows, ...supportRows },
      today: TODAY,
    }),
    openCompanyDesk({
      packs: [orders(), calls(), company({ without: ['support'] })],
      rows: { ...ordersRows, ...callsRows },
      today: TODAY,
      asOf: { orders: `${TUESDAY}T00:00:00+03:00` },
    }),
    openCompanyDesk({ packs: [calls(), company()], rows: callsRows, today: TODAY }),
  ])
})
afterAll(() => Promise.all([whole.close(), late.close(), alone.close()]))

const figuresOf = ({ blocks }: ReportDocument, title: string): readonly DocumentFigure[] =>
  blocks.flatMap((block) => (block.kind === 'figures' && block.title === title ? block.items : []))
const figure = (document: ReportDocument, title: string, label: string): DocumentFigure => {
  const found = figuresOf(document, title).find((item) => item.label === label)
  if (!found) throw new Error(`${label} is not among ${figuresOf(document, title).map((item) => item.label)}`)
  return found
}
const textsOf = ({ blocks }: ReportDocument): string[] =>
  blocks.flatMap((block) => (block.kind === 'text' ? block.text : []))
const failedIn = ({ blocks }: ReportDocument) => blocks.filter(({ kind }) => kind === 'failed')
const kinds = ({ blocks }: ReportDocument, kind: string): string[] =>
  blocks.flatMap((block) => (block.kind === kind && 'title' in block ? (block.title ?? '') : []))

const mean = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0) / values.length
const dayOn = (on: string): ShopDay => SHOP_DAYS.find((one) => one.on === on)!
const tuesdays = [1, 2, 3, 4, 5, 6, 7, 8].map((week) => dayOn(addDays(TUESDAY, -7 * week)))

/** Each figure of the manager's day, counted from the list. */
const COUNTED: Readonly<Record<string, (day: ShopDay) => number>> = {
  Orders: (day) => day.orders.length,
  'Average check': (day) => mean(day.orders.map(({ amount }) => amount)),
  'Repeat customers': (day) =>
    day.orders.filter(({ buyer }) =>
      SHOP_DAYS.some(({ on, orders: of }) => on < day.on && of.some((order) => order.buyer === buyer)),
    ).length,
  'Average speed of answer': (day) => mean(day.calls.filter(({ talk }) => talk > 0).map(({ wait }) => wait)),
  'Calls missed': (day) => day.calls.filter(({ talk }) => talk === 0).length,
  'Missed share': (day) => mean(day.calls.map(({ talk }) => (talk === 0 ? 1 : 0))),
}
/** Days before the first row of a figure are no zeros: nobody is a repeat customer on the first day of all. */
const usualOf = (count: (day: ShopDay) => number): number =>
  mean(tuesdays.filter(({ on }) => SHOP_DAYS.some((day) => day.on <= on && count(day) > 0)).map(count))
const SECTION: Readonly<Record<string, string>> = {
  Orders: 'Orders and customers',
  'Average check': 'Orders and customers',
  'Repeat customers': 'Orders and customers',
}

describe('the manager’s day', () => {
  test.each(Object.entries(COUNTED))(
    '%s: as counted by hand, beside the usual Tuesday and the day before',
    async (label, count) => {
      const document = await whole.report('company.manager')
      const day = figure(document, SECTION[label] ?? 'Answers and missed calls', label)
      const before = figure(document, 'Beside the day before', label)

      expect(day.value).toBeCloseTo(count(dayOn(TUESDAY)), 2)
      expect(day.usual).toMatchObject({ weekday: 2 })
      expect(day.usual?.value).toBeCloseTo(usualOf(count), 2)
      expect(before.value).toBeCloseTo(count(dayOn(TUESDAY)), 2)
      expect(before.before).toBeCloseTo(count(dayOn(addDays(TUESDAY, -1))), 2)
    },
  )

  test('says what stands out once, the furthest from its usual first', async () => {
    const document = await whole.report('company.manager')
    const said = textsOf(document).join('\n').split('\n')

    const out = [...figuresOf(document, 'Orders and customers'), ...figuresOf(document, 'Answers and missed calls')]
      .filter(({ standsOut }) => standsOut)
      .toSorted((one, other) => widths(other) - widths(one))
    expect(out.map(({ label }) => label)).toContain('Average speed of answer')
    expect(said.map((line) => line.split(':')[0])).toEqual(out.map(({ label }) => label))
    expect(said.join()).not.toContain('Nothing unusual')
  })

  test('an ordinary Tuesday says that nothing stands out', async () => {
    const document = await whole.report('company.manager', { date: addDays(TUESDAY, -6) })

    expect(textsOf(document)).toEqual(['Nothing unusual: every figure is within what is usual for a Tuesday.'])
  })
})

const widths = ({ value, usual }: DocumentFigure): number => {
  const distance = Number(value) - usual!.value
  return Math.abs(distance) / (distance > 0 ? usual!.high - usual!.value : usual!.value - usual!.low)
}

describe('the head’s morning', () => {
  test('has orders, satisfaction by calls and by the help desk, and load, as counted by hand', async () => {
    const document = await whole.report('company.morning')

    const talked = dayOn(TUESDAY).calls.filter(({ talk }) => talk > 0)
    const seconds = talked.map(({ talk }) => talk)
    expect(figure(document, 'New orders', 'Orders').value).toBe(25)
    expect(figure(document, 'New orders', 'New customers').value).toBe(16)
    expect(figure(document, 'Ratings of calls', 'Satisfaction (CSAT)').value).toBe(3 / 4)
    expect(figure(document, 'Ratings of tickets', 'Satisfaction').value).toBe(1 / 2)
    expect(figure(document, 'Operators’ load', 'Calls handled').value).toBe(10)
    expect(figure(document, 'Operators’ load', 'Occupancy').value).toBeCloseTo((mean(seconds) * 10) / (2 * 7200), 9)
    expect(failedIn(document)).toEqual([])
  })

  test('has each operator’s load, the busiest first', async () => {
    const document = await whole.report('company.morning')
    const block = document.blocks.find((one) => one.kind === 'table' && one.title === 'By operator')
    const rows = block?.kind === 'table' ? block.table.rows : []

    const load = (extension: string) => {
      const talks = dayOn(TUESDAY).calls.filter((call) => call.extension === extension && call.talk > 0)
      const seconds = talks.reduce((all, { talk }) => all + talk, 0)
      return [talks.length, seconds / talks.length, seconds / 7200]
    }
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['Анна Белова', ...load('101')],
      ['Борис Гусев', ...load('102')],
    ])
  })
})

describe('a source that is behind', () => {
  test('is named in the first line, and its figures are not compared; those of the others are', async () => {
    const document = await late.report('company.manager')

    expect(document.warning).toMatch(/^The data is older than it should be: orders ends at Jan 16, 2024/)
    expect(Object.keys(document.asOf).toSorted()).toEqual(['calls', 'orders'])
    expect(figuresOf(document, 'Orders and customers').map(({ usual }) => usual)).toEqual(Array(5).fill(undefined))
    expect(figure(document, 'Answers and missed calls', 'Average speed of answer').standsOut).toBe('high')
    expect(textsOf(document)[0]).toMatch(/^Not compared with the usual/)
  })

  test('an up-to-date report has no such line', async () => {
    expect((await whole.report('company.manager')).warning).toBeUndefined()
  })
})

describe('a pack that is not there', () => {
  test.each(['ru', 'en'] as const)('is named once, and the rest of the report stands (%s)', async (locale) => {
    const [manager, morning] = await Promise.all([
      alone.report('company.manager', { locale }),
      alone.report('company.morning', { locale }),
    ])

    const named = (document: ReportDocument) => textsOf(document).filter((text) => /svodka\.config\.ts/.test(text))
    expect(named(manager)).toEqual([expect.stringContaining('orders()')])
    expect(named(morning)).toEqual([expect.stringContaining('orders()'), expect.stringContaining('support()')])
    expect([...failedIn(manager), ...failedIn(morning)]).toEqual([])
    expect(kinds(manager, 'chart')).toEqual([locale === 'ru' ? 'Звонки за 30 дней' : 'Calls of 30 days'])
    expect(kinds(manager, 'figures')).toHaveLength(2)
    expect(kinds(morning, 'figures')).toHaveLength(2)
  })

  test('is not missed where the settings say that the company has no use for it', async () => {
    const document = await late.report('company.morning')

    expect(textsOf(document).join()).not.toContain('svodka.config.ts')
    expect(kinds(document, 'figures')).not.toContain('Ratings of tickets')
  })
})
