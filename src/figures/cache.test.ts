import { describe, expect, test } from 'vitest'
import { defineEntity } from '../kit/index.ts'
import type { Warehouse } from '../warehouse/index.ts'
import { createCache, roughBytes } from './cache.ts'
import { OWNER_IN_ENGLISH, created, openDesk, openDoor, testPack } from './testing.ts'

describe('the memory of answers', () => {
  test('an equal question is answered once, also while it is being answered', async () => {
    const cache = createCache(10_000)
    let runs = 0
    const ask = () => cache.get(1, 'question', async () => ++runs)

    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1])
    expect(await ask()).toBe(1)
  })

  test('an error is given to all who wait and is not kept', async () => {
    const cache = createCache(10_000)
    let runs = 0
    const ask = () =>
      cache.get(1, 'question', async () => {
        if (++runs === 1) throw new Error('no')
        return runs
      })

    const first = await Promise.allSettled([ask(), ask()])

    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await ask()).toBe(2)
  })

  test('the answer that was asked for longest ago leaves first', async () => {
    const cache = createCache(1_000)
    const runs: string[] = []
    const ask = (key: string) =>
      cache.get(1, key, async () => {
        runs.push(key)
        return 'x'.repeat(240)
      })

    for (const key of ['a', 'b', 'c', 'd', 'a', 'e', 'a', 'b']) await ask(key)

    expect(runs.join('')).toBe('abcdeb')
  })

  test('answers of data that have changed leave at once, and one that was late is not kept', async () => {
    const cache = createCache(1_000)
    const runs: string[] = []
    const ask = (version: number, question: string, until?: Promise<void>) =>
      cache.get(version, question, async () => {
        runs.push(`${version}${question}`)
        await until
        return 'x'.repeat(240)
      })
    let end = () => {}
    const late = ask(1, 'a', new Promise((resolve) => void (end = resolve)))
    await ask(1, 'b')
    const ofOne = cache.bytes()

    await ask(2, 'a')
    const ofTheNext = cache.bytes()
    for (const question of ['b', 'c', 'd']) await ask(2, question)
    end()
    await late
    for (const question of ['a', 'b', 'c', 'd']) await ask(2, question)

    expect(ofTheNext).toBe(ofOne)
    expect(runs).toEqual(['1a', '1b', '2a', '2b', '2c', '2d'])
  })

  test('an answer too large for its room is given and not kept', async () => {
    const cache = createCache(1_000)
    let runs = 0
    const ask = () => cache.get(1, 'large', async () => ++runs && 'x'.repeat(1_000))

    await ask()
    await ask()

    expect(runs).toBe(2)
  })

  test('no room means no memory', async () => {
    const cache = createCache(0)
    let runs = 0

    await cache.get(1, 'q', async () => ++runs)
    await cache.get(1, 'q', async () => ++runs)

    expect(runs).toBe(2)
  })

  test('the size of a long list is judged within a tenth by its first rows', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => ({ period: '2023-01-01', value: index % 10 }))

    expect(roughBytes({ rows }) / JSON.stringify({ rows }).length).toBeCloseTo(1, 1)
  })
})

describe('answers of figures', () => {
  test('are remembered until the data change, and "as of" is fresh each time', async () => {
    const definition = { marts: { tickets: "select timestamp '2023-01-01' as created_at" }, metrics: [created] }
    const desk = await openDesk(definition)
    const counts = { rows: 0, version: 1, asOf: '2023-01-01T00:00:00Z' }
    const counting: Warehouse = {
      ...desk.warehouse,
      rows: async (query) => {
        counts.rows++
        return desk.warehouse.rows(query)
      },
      tablesRead: (text) => desk.warehouse.tablesRead(text),
      version: async () => counts.version,
      asOf: async () => ({ desk: counts.asOf }),
    }
    const figures = openDoor(definition, counting)
    const ask = () => figures.query({ metrics: ['desk.created'], period: 'last-year' }, OWNER_IN_ENGLISH)

    await Promise.all([ask(), ask(), ask()])
    expect(counts.rows).toBe(1)

    counts.asOf = '2023-01-02T00:00:00Z'
    expect((await ask()).asOf).toEqual({ desk: '2023-01-02T00:00:00Z' })
    expect(counts.rows).toBe(1)

    counts.version = 2
    expect((await ask()).rows).toEqual([{ 'desk.created': 1 }])
    expect(counts.rows).toBe(2)
    await desk.close()
  })

  test('are as fresh as the sources that feed their packs, not as others', async () => {
    const definition = { marts: { tickets: "select timestamp '2023-01-01' as created_at" }, metrics: [created] }
    const desk = await openDesk(definition)
    const ticket = defineEntity({ id: 'desk.ticket', meaning: 'a ticket', key: ['id'], columns: {} })
    const asOf = { helpdesk: '2023-01-01T00:00:00Z', shop: '2023-02-01T00:00:00Z' }
    const dated: Warehouse = {
      ...desk.warehouse,
      tablesRead: (text) => desk.warehouse.tablesRead(text),
      asOf: async () => asOf,
    }
    const figures = openDoor(definition, dated, {
      packs: [{ definition: { ...testPack(definition), entities: [ticket] }, settings: {} }],
      sources: [
        { id: 'helpdesk', entities: ['desk.ticket'] },
        { id: 'shop', entities: ['orders.sale_line'] },
      ],
    })

    const answer = await figures.query({ metrics: ['desk.created'], period: 'last-year' }, OWNER_IN_ENGLISH)
    const rows = await figures.rows({ metric: 'desk.created', period: 'last-year' }, OWNER_IN_ENGLISH)

    expect([answer.asOf, rows.asOf]).toEqual([{ helpdesk: asOf.helpdesk }, { helpdesk: asOf.helpdesk }])
    await desk.close()
  })
})
