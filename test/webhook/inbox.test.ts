import { appendFileSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { sql } from '../../src/kit/index.ts'
import { mark, NOW, openTill, post, STREAM, type Till, type TillOptions } from './till.ts'

let till: Till
afterEach(() => till.close())

const start = async (options?: TillOptions) => (till = await openTill(options))
const segments = () =>
  globSync('inbox/till/calls.rating/*.frames', { cwd: till.folder }).map((file) => join(till.folder, file))
const received = () => till.inbox.of('till')!

test('what comes while a sync reads is neither lost nor loaded twice', async () => {
  await start()
  const posting = (async () => {
    for (let id = 1; id <= 30; id++) await post(till.url, mark(id, 1 + (id % 5)))
  })()
  let added = 0
  const syncOnce = async () => (added += (await till.sync()).streams[0]?.added ?? 0)

  let isPosting = true
  const posted = posting.then(() => (isPosting = false))
  while (isPosting) await syncOnce()
  await posted
  await syncOnce()

  expect(added).toBe(30)
  expect(Object.keys(await till.marks())).toHaveLength(30)
  const [raw] = await till.rows('select sum(lines)::int as lines from raw.batch')
  expect(raw).toEqual({ lines: 30 })
  expect(segments()).toEqual([])
})

test('more than a segment holds goes on in the next, and all of it is loaded in order', async () => {
  await start()
  const comment = 'x'.repeat(1_900_000)

  const answers = await Promise.all(Array.from({ length: 9 }, (_, id) => post(till.url, { ...mark(id), comment })))
  for (const score of [1, 2]) answers.push(await post(till.url, mark(0, score)))
  const count = segments().length
  const { streams } = await till.sync()

  expect(answers.map(({ status }) => status)).toEqual(Array.from(answers, () => 202))
  expect(count).toBe(2)
  expect(streams[0]?.error).toBeNull()
  expect(await till.marks()).toEqual({ 0: 2, 1: 5, 2: 5, 3: 5, 4: 5, 5: 5, 6: 5, 7: 5, 8: 5 })
  expect(segments()).toEqual([])
})

test('a segment that was loaded but not yet removed when the process died is removed, not loaded again', async () => {
  await start()
  await post(till.url, mark(1, 1))
  const [segment = ''] = segments()
  const content = readFileSync(segment)
  await till.sync()
  await post(till.url, mark(1, 2))

  writeFileSync(segment, content)
  const { folder } = till
  await till.close({ keepFolder: true })
  await start({ folder })
  const { streams } = await till.sync()

  expect(streams[0]).toMatchObject({ added: 0, changed: 1, unchanged: 0 })
  expect(await till.marks()).toEqual({ 1: 2 })
  expect(segments()).toEqual([])
})

test('the cut end of a segment, of which nobody was told, is dropped with a line in the log', async () => {
  await start()
  await post(till.url, mark(1))
  const [segment = ''] = segments()
  appendFileSync(segment, readFileSync(segment).subarray(0, -1))
  const { folder } = till
  await till.close({ keepFolder: true })
  await start({ folder })

  await post(till.url, mark(2))
  const { streams } = await till.sync()

  expect(streams[0]).toMatchObject({ error: null, added: 2 })
  expect(till.world.lines.map(({ event }) => event)).toContain('inbox.cut_end_dropped')
})

test('a segment that was damaged in its middle stops the stream and names the file; nothing behind the damage is dropped', async () => {
  await start()
  for (const id of [1, 2, 3]) await post(till.url, mark(id))
  const [segment = ''] = segments()
  const content = readFileSync(segment)
  content[Math.floor(content.length / 2)] = 0
  writeFileSync(segment, content)

  const { streams } = await till.sync()

  expect(streams[0]?.error).toContain(segment)
  expect(segments()).toEqual([segment])
})

test('of a source to which nothing comes any more the data stays as old as its last request', async () => {
  await start()
  await post(till.url, mark(1))
  await till.sync()

  till.world.set('2026-11-25T09:00:00Z')
  await till.sync()
  await till.sync()

  expect(await till.warehouse.asOf()).toEqual({ till: NOW })
})

test('what came is loaded soon after, without anybody asking, and what an earlier process left as well', async () => {
  await start({ settings: { loadEverySeconds: 45 } })
  await post(till.url, mark('left', 1))
  const { folder } = till
  await till.close({ keepFolder: true })
  await start({ folder, settings: { loadEverySeconds: 45 } })
  const loads = loadsOf(till)

  await loads.next()
  await post(till.url, mark('new', 2))
  await loads.next()

  expect(await till.marks()).toEqual({ left: 1, new: 2 })
  expect(till.world.sleeps).toEqual([45_000, 45_000])
})

/** Starts loading. @returns a wait for the end of the next load */
function loadsOf({ inbox, ingest }: Till): { next(): Promise<void> } {
  let told = Promise.withResolvers<void>()
  inbox.startLoading(async (source) => {
    await ingest.sync({ sources: [source], mode: 'new', locale: 'en', isBrief: true }, () => {})
    told.resolve()
  })
  return {
    async next() {
      await told.promise
      told = Promise.withResolvers()
    },
  }
}

test('a sync that is asked for during a short load of its own accord runs after it instead of being refused', async () => {
  await start()
  const brief = till.ingest.sync({ mode: 'new', locale: 'en', isBrief: true }, () => {})
  const asked = till.sync()

  expect((await Promise.all([brief, asked])).map(({ isComplete }) => isComplete)).toEqual([true, true])
})

test('SQL of the settings sees fields inside a record and when it came, whatever the record says of that', async () => {
  const columns = {
    rating_id: sql`"order".id`,
    rated_at: sql`coalesce("time", _received_at)`,
    score: 'stars',
    comment: 'note',
  }
  await start({ stream: { columns, fields: { order: 'struct(id varchar)', time: 'timestamp' } } })

  const { body } = await post(till.url, [
    { order: { id: 17, table: 4 }, stars: 5 },
    { order: { id: 18 }, stars: '4', time: '2026-11-20T10:00:00+03:00', _received_at: '1999-01-01' },
    { order: { id: 19 } },
    { stars: 3 },
    {},
  ])
  await till.sync()

  expect([body.accepted, body.rejected?.map(({ row, path }) => [row, path])]).toEqual([
    3,
    [
      [3, 'stars'],
      [5, 'stars'],
    ],
  ])
  expect(await till.rows('select rating_id, rated_at, score, comment from core.calls_rating order by 1')).toEqual([
    { rating_id: '17', rated_at: NOW, score: 5, comment: null },
    { rating_id: '18', rated_at: '2026-11-20T07:00:00Z', score: 4, comment: null },
  ])
  const { rows } = await till.warehouse.rejected({})
  expect(rows.map(({ record }) => record).toSorted()).toEqual([
    '{"_received_at":"2026-11-21T09:00:00.000Z","order":{"id":19}}',
    '{"_received_at":"2026-11-21T09:00:00.000Z","stars":3}',
    '{"_received_at":"2026-11-21T09:00:00.000Z"}',
  ])
})

test('more requests than the settings allow are told when to come again', async () => {
  await start({ settings: { requestsPerMinute: 12 } })
  const statuses = async (count: number) => {
    const all = []
    for (let n = 0; n < count; n++) all.push((await post(till.url, mark(n))).status)
    return all
  }

  const first = await statuses(3)
  const refused = await post(till.url, mark('refused'))
  till.world.set('2026-11-21T09:00:05Z')
  const later = await statuses(2)

  expect(first).toEqual([202, 202, 429])
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
  expect(later).toEqual([202, 429])
})

test('the check says where to post and what waits, in both languages', async () => {
  await start()
  const before = await till.ingest.check('till', 'en')
  await post(till.url, [mark(1), mark(2)])
  const after = await till.ingest.check('till', 'ru')

  expect(before).toEqual([
    {
      ok: true,
      message: `While “svodka serve” runs, records are posted to ${till.url}/api/ingest/till/${STREAM} (through your own proxy, from outside). Nothing waits to be loaded.`,
    },
  ])
  expect(after[0]?.message).toContain('Ждёт загрузки 1 запрос (2 записи), с 2026-11-21 09:00 UTC.')
  expect(await till.ingest.lag('till')).toEqual([{ stream: STREAM, messages: 2, parts: [] }])
  expect(received().address(STREAM)).toBe(`${till.url}/api/ingest/till/${STREAM}`)
})
