import { afterAll, beforeAll, expect, test } from 'vitest'
import { identifier, OWNER, defineMetric, sql } from '../kit/index.ts'
import { OWNER_IN_ENGLISH, created, openDesk, type OpenDesk } from './testing.ts'

const ROWS = 600_000

const count = defineMetric({ ...created, id: 'desk.rows', from: 'mart.many', at: 'happened_at' })

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk({
    marts: {
      many: `select range as row_id, 'secret ' || range as note, timestamp '2022-01-01' + to_seconds(range * 7919 % 63072000) as happened_at from range(${ROWS})`,
    },
    metrics: [count],
    words: { 'metric.desk.rows': 'Rows' },
    today: '2024-06-01',
    options: { visibleRows: ({ role }) => (role === 'owner' ? 'all' : sql`row_id % 100000 = 7`) },
  })
})
afterAll(() => desk.close())

const WANTED = { rows: { metric: 'desk.rows' } } as const
const FORM = { separator: ';' }
const id = sql`cast(${identifier('row_id')} as varchar)`

test('every row comes once, newest first, in parts of which none is held whole', async () => {
  const whole = await desk.figures.whole(WANTED, OWNER_IN_ENGLISH)
  const found = { rows: 0, sum: 0, largest: 0, misplaced: 0 }
  let [rest, before] = ['', '9']

  for await (const piece of await whole.lines(sql`cast(happened_at as varchar) as at, ${id} as id`, FORM)) {
    found.largest = Math.max(found.largest, piece.length)
    const lines = (rest + piece.toString()).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [at = '', number] = line.split(';')
      if (at > before) found.misplaced++
      before = at
      found.rows++
      found.sum += Number(number)
    }
  }

  expect(found).toMatchObject({ rows: ROWS, sum: (ROWS * (ROWS - 1)) / 2, misplaced: 0 })
  expect(found.largest).toBeLessThan(ROWS)
})

test('the limit of a list is not a limit of a file', async () => {
  const listed = await desk.figures.rows({ metric: 'desk.rows', limit: 10_000 }, OWNER_IN_ENGLISH)
  const whole = await desk.figures.whole(WANTED, OWNER_IN_ENGLISH)

  expect([listed.rows.length, listed.isCut, whole.limit]).toEqual([10_000, true, undefined])
})

test('somebody else gets the rows that they may see, and an error says nothing of the others', async () => {
  const asker = { person: { ...OWNER, role: 'seller' }, locale: 'en' as const }
  const whole = await desk.figures.whole(WANTED, asker)
  const lines: string[] = []

  for await (const piece of await whole.lines(id, FORM)) lines.push(piece.toString())
  const error: unknown = await whole.lines(sql`error(note)`, FORM).catch((thrown: unknown) => thrown)

  const own = ['7', '100007', '200007', '300007', '400007', '500007']
  expect(lines.join('').trimEnd().split('\r\n').toSorted()).toEqual(own.toSorted())
  expect(error).toMatchObject({ code: 'failed_unsaid' })
  expect(String(error)).not.toContain('secret')
})
