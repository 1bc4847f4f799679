import { afterEach, expect, test } from 'vitest'
import type { OnecConfiguration } from '../../src/sandbox/index.ts'
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

const counts = (result: Awaited<ReturnType<OnecWorkspace['sync']>>) => {
  const { added, changed, unchanged, rejected, error } = result.streams[0]!
  return { added, changed, unchanged, rejected, error }
}
const nothing = { added: 0, changed: 0, unchanged: 0, rejected: 0, error: null }

const linesOf = (workspace: OnecWorkspace, id: string) =>
  workspace.rows(
    `select line, quantity::double as quantity, amount::double as amount, sold_at
     from staging.shop__orders_sale_line where sale_id = '${id}' order by line`,
  )

const TOTALS =
  'select count(distinct sale_id)::int as sales, count(*)::int as lines from staging.shop__orders_sale_line'
const FEBRUARY = `${TOTALS} where sold_at >= timestamp '2024-02-01'`

const WAYS: [string, OnecConfiguration, 'documents' | 'register'][] = [
  ['documents', 'accounting30', 'documents'],
  ['the register', 'erp', 'register'],
]

test.each(WAYS)('%s: an idle night brings nothing, a busy one what is new', async (_name, configuration, way) => {
  const workspace = await open(shop(50), { sandbox: { configuration }, settings: { way, pageSize: 20 } })
  await workspace.sync()

  const idle = await workspace.sync()
  workspace.sandbox.put(sale(51))
  const busy = await workspace.sync()

  expect(counts(idle)).toEqual(nothing)
  expect(counts(busy)).toEqual({ ...nothing, added: 2 })
})

test.each(WAYS)('%s: an edit with an old date inside the window is noticed', async (_name, configuration, way) => {
  const workspace = await open(shop(50), { sandbox: { configuration }, settings: { way } })
  await workspace.sync()

  const lines = [{ ...sale(3).lines[0]!, amount: 9999 }, sale(3).lines[1]!]
  workspace.sandbox.edit(guid(3), { lines })
  const result = await workspace.sync()

  expect(counts(result)).toMatchObject({ added: 0, changed: 1 })
  expect(await linesOf(workspace, guid(3))).toMatchObject([{ amount: 9999 }, { amount: 350.5 }])
})

test('an edit outside of the window is not noticed, until everything is asked for again', async () => {
  const old = sale(1, { date: '2023-05-01T09:00:00Z' })
  const workspace = await open([old, sale(2)])
  await workspace.sync()
  workspace.sandbox.edit(old.id, { lines: [{ ...old.lines[0]!, amount: 1 }, old.lines[1]!] })

  const nightly = await workspace.sync()
  const before = await linesOf(workspace, old.id)
  await workspace.sync({ mode: 'refetch' })

  expect(counts(nightly)).toEqual(nothing)
  expect(before).toMatchObject([{ amount: 2400 }, { amount: 350.5 }])
  expect(await linesOf(workspace, old.id)).toMatchObject([{ amount: 1 }, { amount: 350.5 }])
})

test.each(WAYS)('%s: what is unposted or deleted adds nothing any more', async (_name, configuration, way) => {
  const workspace = await open(shop(50), { sandbox: { configuration }, settings: { way, pageSize: 20 } })
  await workspace.sync()

  workspace.sandbox.unpost(guid(3))
  workspace.sandbox.markDeleted(guid(4))
  workspace.sandbox.remove(guid(5))
  await workspace.sync()
  const again = await workspace.sync()

  for (const number of [3, 4, 5]) {
    expect(await linesOf(workspace, guid(number))).toEqual([
      { line: '1', quantity: 0, amount: 0, sold_at: sale(number).date },
      { line: '2', quantity: 0, amount: 0, sold_at: sale(number).date },
    ])
  }
  expect(await linesOf(workspace, guid(6))).toMatchObject([{ amount: 2400 }, { amount: 350.5 }])
  expect(counts(again)).toEqual(nothing)
})

test('a document that is posted again counts again', async () => {
  const workspace = await open(shop(3))
  await workspace.sync()
  workspace.sandbox.unpost(guid(2))
  await workspace.sync()

  workspace.sandbox.edit(guid(2), {})
  await workspace.sync()
  const unposted = await linesOf(workspace, guid(2))
  workspace.sandbox.post(guid(2))
  await workspace.sync()

  expect(unposted).toMatchObject([{ amount: 0 }, { amount: 0 }])
  expect(await linesOf(workspace, guid(2))).toMatchObject([{ amount: 2400 }, { amount: 350.5 }])
})

test.each(WAYS)('%s: a line that was taken out of its document adds nothing', async (_name, configuration, way) => {
  const workspace = await open(shop(3), { sandbox: { configuration }, settings: { way } })
  await workspace.sync()

  workspace.sandbox.edit(guid(2), { lines: [sale(2).lines[0]!] })
  await workspace.sync()

  expect(await linesOf(workspace, guid(2))).toMatchObject([
    { line: '1', quantity: 2, amount: 2400 },
    { line: '2', quantity: 0, amount: 0 },
  ])
})

test.each(WAYS)('%s: a document that moved out of the window keeps its lines', async (_name, configuration, way) => {
  const workspace = await open(shop(30), { sandbox: { configuration }, settings: { way } })
  await workspace.sync()

  workspace.sandbox.edit(guid(3), { date: '2023-01-01T09:00:00Z' })
  workspace.sandbox.edit(guid(4), { date: '2024-03-01T09:00:00Z' })
  await workspace.sync()

  expect(await linesOf(workspace, guid(3))).toMatchObject([
    { amount: 2400, sold_at: '2023-01-01T09:00:00Z' },
    { amount: 350.5 },
  ])
  expect(await linesOf(workspace, guid(4))).toMatchObject([
    { amount: 2400, sold_at: '2024-03-01T09:00:00Z' },
    { amount: 350.5 },
  ])
})

test('a buyer’s new name reaches the documents of the window', async () => {
  const workspace = await open(shop(3), { sandbox: { configuration: 'erp' } })
  await workspace.sync()

  for (const number of [1, 2, 3]) workspace.sandbox.edit(guid(number), { buyer: 'ИП Новый' })
  await workspace.sync()

  expect(await workspace.rows('select distinct buyer from staging.shop__orders_sale_line')).toEqual([
    { buyer: 'ИП Новый' },
  ])
})

test('documents that move out of the window with time are forgotten, not taken back', async () => {
  const workspace = await open(shop(30))
  await workspace.sync()
  workspace.world.set('2025-01-01T00:00:00Z')

  const result = await workspace.sync()

  expect(counts(result)).toMatchObject({ added: 0, changed: 0, error: null })
  expect(await linesOf(workspace, guid(3))).toMatchObject([{ amount: 2400 }, { amount: 350.5 }])
})

test.each(WAYS)(
  '%s: documents posted while pages are read lose and double no other',
  async (_name, configuration, way) => {
    const workspace = await open(shop(120), { sandbox: { configuration }, settings: { way, pageSize: 20 } })
    const sales = encodeURIComponent(way === 'register' ? 'Выручка' : 'Реализация')
    let added = 0
    workspace.sandbox.faults.add({
      when: ({ path }) => path.includes(sales),
      fault: {
        kind: 'body',
        change(body) {
          added += 1
          // before everything that was read so far, so that all later rows move one place
          if (added <= 5) workspace.sandbox.put(sale(500 + added, { date: `2024-01-31T09:00:0${added}Z` }))
          if (added === 5) workspace.sandbox.unpost(guid(1))
          return body
        },
      },
    })

    const result = await workspace.sync()
    const first = await workspace.rows(FEBRUARY)
    workspace.sandbox.faults.clear()
    await workspace.sync()

    expect(counts(result)).toEqual({ ...nothing, added: 240 })
    expect(first).toEqual([{ sales: 120, lines: 240 }])
    expect(await workspace.rows(TOTALS)).toEqual([{ sales: 125, lines: 250 }])
    expect(await linesOf(workspace, guid(1))).toMatchObject([{ amount: 0 }, { amount: 0 }])
  },
)

test.each(WAYS)('%s: more documents in one second than a page holds all come', async (_name, configuration, way) => {
  const crowd = shop(57).map((each) => ({ ...each, date: '2024-02-05T10:00:00Z' }))
  const workspace = await open([...crowd, sale(60), sale(-5)], {
    sandbox: { configuration },
    settings: { way, pageSize: 10 },
  })

  await workspace.sync()

  expect(await workspace.rows(TOTALS)).toEqual([{ sales: 59, lines: 118 }])
})

test('a reading that broke off goes on from where it was, and loses nothing', async () => {
  const workspace = await open(shop(100), { settings: { pageSize: 10 } })
  let pages = 0
  workspace.sandbox.faults.add({
    when: ({ search }) => search.includes('Posted%20eq') && ++pages > 4,
    fault: { kind: 'status', status: 401 },
  })
  const broken = await workspace.sync()
  const kept = await workspace.rows('select count(*)::int as lines from staging.shop__orders_sale_line')
  workspace.sandbox.faults.clear()

  const result = await workspace.sync()

  expect(broken.streams[0]?.error).toMatch(/^1C did not let the user in/)
  expect(kept[0]?.['lines']).toBeGreaterThan(50)
  expect(counts(result).error).toBeNull()
  expect(await workspace.rows('select count(*)::int as lines from staging.shop__orders_sale_line')).toEqual([
    { lines: 200 },
  ])
})
