import { afterEach, describe, expect, test } from 'vitest'
import { closedUntil } from '../../src/sources/onec/quiet.ts'
import { guid, sale, shop } from './small-shop.ts'
import { openOnecWorkspace, type OnecWorkspace } from './workspace.ts'

const closing: OnecWorkspace[] = []
afterEach(async () => {
  for (const workspace of closing.splice(0)) await workspace.close()
})

async function open(...given: Parameters<typeof openOnecWorkspace>): Promise<OnecWorkspace> {
  const workspace = await openOnecWorkspace(...given)
  closing.push(workspace)
  return workspace
}

const TIMES = "select sale_id, sold_at from staging.shop__orders_sale_line where line = '1' order by sale_id"

test.each(['documents', 'register'] as const)(
  'sales around the border of a month come with the instants at which they were made (%s)',
  async (way) => {
    const dates = ['2024-01-31T18:59:59Z', '2024-01-31T19:00:00Z', '2024-01-31T20:59:59Z', '2024-01-31T21:00:00Z']
    const sales = dates.map((date, at) => sale(at + 1, { date }))
    const timeZone = 'Asia/Yekaterinburg'
    const workspace = await open(sales, { sandbox: { timeZone, configuration: 'erp' }, settings: { timeZone, way } })

    await workspace.sync()

    expect(await workspace.rows(TIMES)).toEqual(dates.map((sold_at, at) => ({ sale_id: guid(at + 1), sold_at })))
  },
)

test('a wrong zone moves the border of a month: that is why it is a setting', async () => {
  const workspace = await open([sale(1, { date: '2024-01-31T20:30:00Z' })], {
    sandbox: { timeZone: 'Asia/Yekaterinburg' },
    settings: { timeZone: 'Europe/Moscow' },
  })

  await workspace.sync()

  expect(await workspace.rows(TIMES)).toEqual([{ sale_id: guid(1), sold_at: '2024-01-31T22:30:00Z' }])
})

test('where clocks change, times before and after the change keep their instants', async () => {
  const dates = ['2024-03-10T06:59:59Z', '2024-03-10T07:00:00Z', '2023-11-05T04:00:00Z', '2023-11-05T08:00:00Z']
  const timeZone = 'America/New_York'
  const sales = dates.map((date, at) => sale(at + 1, { date }))
  const workspace = await open(sales, { sandbox: { timeZone }, settings: { timeZone } })

  await workspace.sync()

  expect(await workspace.rows(TIMES)).toEqual(dates.map((sold_at, at) => ({ sale_id: guid(at + 1), sold_at })))
})

test('sales before `since` are not read, by the base’s clock', async () => {
  const sales = [sale(1, { date: '2024-01-31T20:59:59Z' }), sale(2, { date: '2024-01-31T21:00:00Z' })]
  const workspace = await open(sales, { settings: { since: '2024-02-01' } })

  await workspace.sync()

  expect(await workspace.rows(TIMES)).toEqual([{ sale_id: guid(2), sold_at: '2024-01-31T21:00:00Z' }])
})

describe('quiet hours', () => {
  const night = { quietHours: { from: '23:00', to: '05:00' }, timeZone: 'Europe/Moscow' }
  const day = { quietHours: { from: '12:00', to: '13:30' }, timeZone: 'Europe/Moscow' }

  test.each([
    [night, '2024-03-10T19:59:59Z', '2024-03-10T20:00:00Z'],
    [night, '2024-03-10T20:00:00Z', undefined],
    [night, '2024-03-10T22:00:00Z', undefined],
    [night, '2024-03-11T01:59:59Z', undefined],
    [night, '2024-03-11T02:00:00Z', '2024-03-11T20:00:00Z'],
    [day, '2024-03-10T08:00:00Z', '2024-03-10T09:00:00Z'],
    [day, '2024-03-10T10:29:59Z', undefined],
    [day, '2024-03-10T10:30:00Z', '2024-03-11T09:00:00Z'],
    [{ quietHours: undefined, timeZone: 'Europe/Moscow' }, '2024-03-10T10:30:00Z', undefined],
  ])('%j at %s: closed until %s', (settings, now, until) => {
    expect(closedUntil(settings, new Date(now))).toBe(until)
  })

  test('a schedule leaves the base alone outside of them, without a fault; a person reads it at any hour', async () => {
    const workspace = await open(shop(3), { settings: { quietHours: night.quietHours } })
    workspace.world.set('2024-03-10T09:00:00Z')

    const byDay = await workspace.sync({ isScheduled: true, locale: 'ru' })
    const asked = workspace.sandbox.requests.length
    const told = workspace.progress.filter(({ kind }) => kind === 'closed')
    workspace.world.set('2024-03-10T21:00:00Z')
    const byNight = await workspace.sync({ isScheduled: true })
    workspace.world.set('2024-03-11T09:00:00Z')
    const byPerson = await workspace.sync()

    expect(byDay).toMatchObject({ streams: [], isComplete: true })
    expect(asked).toBe(0)
    expect(told).toMatchObject([{ source: 'shop', until: '2024-03-10T20:00:00Z' }])
    expect(told[0]?.text).toMatch(/^shop: сейчас не читается, потому что заданы часы чтения/)
    expect(byNight.streams[0]).toMatchObject({ added: 6, error: null })
    expect(byPerson.streams[0]).toMatchObject({ added: 0, error: null })
  })
})
