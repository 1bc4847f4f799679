import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineAnalysis, defineDimension, defineMetric } from '../kit/index.ts'
import { gatherDefinitions, type Definitions, valueLabel, valueLabels, type KnownDimension } from './definitions.ts'
import { created, ofTickets, testPack } from './testing.ts'

const dimension = (id: string, columns: Readonly<Record<string, string>>) =>
  defineDimension({ id, meaning: '', columns })
const ageing = defineAnalysis({
  id: 'desk.ageing',
  meaning: '',
  settings: () => z.strictObject({}),
  run: () => Promise.reject(new Error('not asked')),
})
const desk = {
  definition: testPack({
    metrics: [created],
    dimensions: [ofTickets('status'), ofTickets('line')],
    analyses: [ageing],
    words: { 'value.status.open': 'Open', 'value.status.closed': 'Closed', 'value.statuses.x': 'X' },
  }),
  settings: { of: 'desk' },
}
const shop = {
  definition: testPack({
    metrics: [
      defineMetric({ ...created, id: 'shop.sold', from: 'mart.sales' }),
      defineMetric({ ...created, id: 'shop.asked', shareOver: ['status'] }),
    ],
    dimensions: [dimension('status', { 'mart.sales': 'state', 'mart.tickets': 'shop_status' }), ofTickets('region')],
    words: { 'value.status.paid': 'Paid' },
  }),
  settings: { of: 'shop' },
}
let definitions: Definitions
beforeAll(() => {
  definitions = gatherDefinitions([desk, shop])
})

describe('definitions of several packs', () => {
  test('are found by name, each with its pack', () => {
    expect(definitions.metrics.map(({ metric: { id } }) => id)).toEqual(['desk.created', 'shop.sold', 'shop.asked'])
    expect(definitions.metric('shop.sold').pack).toBe(shop.definition)
    expect(definitions.dimensions('status').map(({ pack, settings }) => [pack, settings])).toEqual([
      [desk.definition, { of: 'desk' }],
      [shop.definition, { of: 'shop' }],
    ])
    expect(definitions.analysis('desk.ageing')).toEqual({ analysis: ageing, pack: desk })
    expect(definitions.packs).toEqual([desk, shop])
    expect(definitions.marts).toEqual(['mart.sales', 'mart.tickets'])
  })

  test('of two dimensions with one name a metric takes its own pack’s, and another’s where its pack has none', () => {
    const columnsOf = (id: string) =>
      definitions.dimensionsOf(definitions.metric(id)).map((known) => [known.dimension.id, known.column])

    expect(columnsOf('desk.created')).toEqual([
      ['status', 'status'],
      ['line', 'line'],
      ['region', 'region'],
    ])
    expect(columnsOf('shop.asked')).toEqual([
      ['status', 'shop_status'],
      ['region', 'region'],
      ['line', 'line'],
    ])
    expect(columnsOf('shop.sold')).toEqual([['status', 'state']])
    expect(definitions.dimensionOf(definitions.metric('shop.asked'), 'status')).toMatchObject({
      column: 'shop_status',
      settings: { of: 'shop' },
    })
  })

  test.each<[string, () => unknown]>([
    [
      'There is no metric “shop.sould”. Did you mean “shop.sold”? Known: desk.created, shop.sold, shop.asked.',
      () => definitions.metric('shop.sould'),
    ],
    [
      'There is no analysis “desk.aging”. Did you mean “desk.ageing”? Known: desk.ageing.',
      () => definitions.analysis('desk.aging'),
    ],
    ['There is no analysis “rfm”. Known: –.', () => gatherDefinitions([shop]).analysis('rfm')],
    [
      'There is no dimension “regoin”. Did you mean “region”? Known: status, line, region.',
      () => definitions.dimensions('regoin'),
    ],
    [
      '“shop.sold” cannot be split or filtered by “line”. It knows: status.',
      () => definitions.dimensionOf(definitions.metric('shop.sold'), 'line'),
    ],
    [
      'desk.created: from must be mart.<name>, not mart.tickets where true',
      () => withMetric({ from: 'mart.tickets where true' }),
    ],
    ['desk.created: from must be mart.<name>, not raw_mart.tickets', () => withMetric({ from: 'raw_mart.tickets' })],
    [
      '“desk.created” cannot be split or filtered by “line”. It knows: –.',
      () => withMetric({ from: 'mart.none', shareOver: ['line'] }),
    ],
  ])('%s', (sentence, act) => {
    expect(act).toThrow(expect.objectContaining({ message: sentence }))
  })
})

function withMetric(part: Partial<typeof created>): unknown {
  return gatherDefinitions([{ ...desk, definition: { ...desk.definition, metrics: [{ ...created, ...part }] } }])
}

test('a value is called what its own pack calls it, and itself where no word is known', () => {
  const [ours, theirs] = definitions.dimensions('status') as [KnownDimension, KnownDimension]

  expect(valueLabel(ours, 'open', 'en')).toBe('Open')
  expect(valueLabel(theirs, 'open', 'en')).toBe('open')
  expect([valueLabel(ours, null, 'en'), valueLabel(ours, null, 'ru')]).toEqual(['no value', 'нет значения'])
  expect(valueLabels(ours, 'en')).toEqual({ open: 'Open', closed: 'Closed' })
  expect(valueLabels(theirs, 'en')).toEqual({ paid: 'Paid' })
})
