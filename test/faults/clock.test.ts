import { afterEach, beforeEach, expect, test } from 'vitest'
import { noteFault, openFolder, type Shop } from './shop.ts'

let shop: Shop
beforeEach(() => {
  shop = openFolder()
  shop.sell(50)
})
afterEach(() => shop.remove())

const reportsOf = (days: readonly string[]) => days.map((day) => `${day} Customers by segment.md`)

/** Looks at the clock at each instant, in one process. */
async function lookAt(instants: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const open = await shop.open(instants[0] ?? '', environment)
  const faults: string[] = []
  for (const at of instants) {
    open.set(at)
    faults.push(await open.runDue())
  }
  await open.svodka.close()
  return faults.filter((fault) => fault !== '')
}

test.each([
  {
    what: 'goes back an hour after the report',
    instants: [
      '2024-01-01T05:00:00Z',
      '2024-01-01T05:50:00Z',
      '2024-01-01T04:50:00Z',
      '2024-01-01T05:45:00Z',
      '2024-01-01T05:50:00Z',
    ],
    days: ['2024-01-01'],
  },
  {
    what: 'goes back a day and comes again',
    instants: [
      '2024-01-02T05:00:00Z',
      '2024-01-02T05:50:00Z',
      '2024-01-01T05:50:00Z',
      '2024-01-02T05:45:00Z',
      '2024-01-03T05:45:00Z',
    ],
    days: ['2024-01-02', '2024-01-03'],
  },
  {
    what: 'jumps a day ahead',
    instants: ['2024-01-01T05:00:00Z', '2024-01-02T05:50:00Z', '2024-01-03T05:45:00Z'],
    days: ['2024-01-02', '2024-01-03'],
  },
])('a clock that $what sends each report once', async ({ what, instants, days }) => {
  const faults = await lookAt(instants)

  expect([faults, shop.shelf()]).toEqual([[], reportsOf(days)])
  noteFault(`a clock that ${what}`, { tried: instants.length, told: 'nothing: each report went once' })
})

test.each([
  {
    what: 'the hour of the report is left out',
    night: '2024-03-31',
    instants: [
      '2024-03-30T22:00:00Z',
      '2024-03-31T00:30:00Z',
      '2024-03-31T01:00:00Z',
      '2024-03-31T01:30:00Z',
      '2024-03-31T02:30:00Z',
      '2024-04-01T00:30:00Z',
    ],
    days: ['2024-03-31', '2024-04-01'],
  },
  {
    what: 'the hour of the report comes twice',
    night: '2024-10-27',
    instants: [
      '2024-10-26T22:00:00Z',
      '2024-10-27T00:30:00Z',
      '2024-10-27T00:31:00Z',
      '2024-10-27T01:30:00Z',
      '2024-10-27T01:31:00Z',
      '2024-10-28T01:30:00Z',
    ],
    days: ['2024-10-27', '2024-10-28'],
  },
])('in the night in which $what it goes once, and once the day after', async ({ what, instants, days }) => {
  const berlin = { SHOP_ZONE: 'Europe/Berlin', SHOP_REPORT_AT: '30 2 * * *' }

  const faults = await lookAt(instants, berlin)

  expect([faults, shop.shelf()]).toEqual([[], reportsOf(days)])
  noteFault(`a night in which ${what}`, { tried: instants.length, told: 'nothing: each report went once' })
})

test('a process that ends, and a clock that goes back before the next one starts: each report goes once', async () => {
  const first = await shop.open('2024-01-01T05:00:00Z')
  await first.runDue()
  first.set('2024-01-01T05:50:00Z')
  await first.runDue()
  await first.svodka.close()

  const faults = await lookAt(['2024-01-01T03:50:00Z', '2024-01-01T05:50:00Z', '2024-01-02T05:50:00Z'])

  expect([faults, shop.shelf()]).toEqual([[], reportsOf(['2024-01-01', '2024-01-02'])])
})
