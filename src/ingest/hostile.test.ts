import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { SourceError, defineWords } from '../base/index.ts'
import { trusted, type Delivery, type ReadRequest, type SourceDefinition } from '../kit/index.ts'
import { box, openShop } from './testing.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

type Read = (request: ReadRequest<unknown>) => AsyncIterable<Delivery>

/** A source whose streams are read as the test says. */
async function start(streams: Record<string, Read>) {
  const world = pinnedWorld('2026-01-01T00:00:00Z')
  const definition: SourceDefinition = {
    type: 'hostile',
    title: 'Hostile',
    settings: z.unknown(),
    streams: () =>
      Object.keys(streams).map((name) => ({
        name,
        format: 'ndjson',
        record: { id: 'varchar', label: 'varchar' },
        feeds: [{ entity: 'shop.box', staging: trusted('select _line, id as box_id, label from record') }],
      })),
    read: (request) => (streams[request.stream.name] as Read)(request),
    check: async () => [],
  }
  const { warehouse, ingest, close } = await openShop(definition, {}, box, world)
  closing.push(close)
  return {
    world,
    warehouse,
    sync: () => ingest.sync({ mode: 'new', locale: 'en' }, () => {}),
    boxes: () => warehouse.rows(trusted('select box_id, label from staging.shop__shop_box order by 1')),
  }
}

const page = (records: readonly unknown[], cursor?: Record<string, unknown>): Delivery => ({
  kind: 'page',
  records,
  ...(cursor && { cursor }),
})

const words = defineWords({ en: { down: 'The vendor sleeps.' }, ru: { down: 'Поставщик спит.' } })

test('records that are no records, null keys and emoji: what fits loads, the rest is rejected with its text', async () => {
  const { sync, boxes, warehouse } = await start({
    async *boxes() {
      yield page([{ id: 1, label: '📦 «Ёж»\n"\\' }, null, 5, 'text', [1], { id: null, label: 'x' }, {}])
    },
  })

  const { streams } = await sync()

  expect(streams[0]).toMatchObject({ added: 1, rejected: 6, error: null })
  expect(await boxes()).toEqual([{ box_id: '1', label: '📦 «Ёж»\n"\\' }])
  expect((await warehouse.rejected({})).rows.map(({ record }) => record)).toContain('"text"')
})

test('the same page over and over adds its rows once', async () => {
  const { sync, boxes } = await start({
    async *boxes() {
      for (let time = 0; time < 250; time++) yield page([{ id: 1, label: 'a' }], { at: 1 })
    },
  })

  const { streams } = await sync()

  expect(streams[0]).toMatchObject({ added: 1, changed: 0, error: null })
  expect(await boxes()).toHaveLength(1)
})

test('a stream’s name never leads out of its folder', async () => {
  const { sync, warehouse } = await start({
    async *'../../../📦 out'() {
      yield page([{ id: 1 }])
    },
  })

  const { isComplete } = await sync()

  expect(isComplete).toBe(true)
  expect(readdirSync(join(warehouse.rawFolder, 'shop'))).toHaveLength(1)
  expect(readdirSync(warehouse.rawFolder)).toEqual(['shop'])
})

test('an error in the middle keeps what came with its cursor; the next run is told where to go on', async () => {
  const afters: unknown[] = []
  const { sync, boxes } = await start({
    async *boxes({ after }) {
      afters.push(after)
      yield page([{ id: afters.length }], { until: afters.length })
      if (afters.length === 1) throw new TypeError('boxes is not a function')
    },
  })

  const first = await sync()
  const second = await sync()

  expect(first.streams[0]).toMatchObject({ added: 1, asOf: null, error: 'boxes is not a function' })
  expect(second).toMatchObject({ isComplete: true })
  expect(afters).toEqual([undefined, { until: 1 }])
  expect(await boxes()).toHaveLength(2)
})

test('retry: the stream is tried once more after the others; skip: left out; stop: the rest of the source is not read', async () => {
  const order: string[] = []
  const failing = (name: string, recovery: 'retry' | 'skip' | 'stop'): Read =>
    async function* () {
      order.push(name)
      yield page([])
      throw new SourceError(words, 'down', {}, { recovery, retryAfterSeconds: 45 })
    }
  const { sync, world } = await start({
    later: failing('later', 'retry'),
    without: failing('without', 'skip'),
    async *fine() {
      order.push('fine')
      yield page([{ id: 1 }])
    },
  })
  const stopping = await start({ refused: failing('refused', 'stop'), never: failing('never', 'skip') })

  const result = await sync()
  const stopped = await stopping.sync()

  expect(order).toEqual(['later', 'without', 'fine', 'later', 'refused'])
  expect(world.sleeps).toEqual([])
  expect(result.streams.map(({ stream, error }) => [stream, error])).toEqual([
    ['later', 'The vendor sleeps.'],
    ['without', 'The vendor sleeps.'],
    ['fine', null],
  ])
  expect(stopped.streams.map(({ error }) => error)).toEqual([
    'The vendor sleeps.',
    'Not read, because the source stopped earlier: The vendor sleeps.',
  ])
})

test('the only stream that asks to be tried later is waited for as long as it says', async () => {
  let asked = 0
  const { sync, world } = await start({
    async *boxes() {
      asked += 1
      yield page([{ id: asked }])
      if (asked === 1) throw new SourceError(words, 'down', {}, { recovery: 'retry', retryAfterSeconds: 45 })
    },
  })

  const { streams } = await sync()

  expect(world.sleeps).toEqual([45_000])
  expect(streams[0]).toMatchObject({ added: 2, error: null })
})
