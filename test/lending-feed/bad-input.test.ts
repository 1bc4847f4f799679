import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { svodka, type Finished } from '../cli/program.ts'
import { openFeed } from './feed.ts'

const CONFIG = `import { defineWorkspace } from 'svodka'
import { files } from 'svodka/sources'
import { lending } from 'svodka/packs'

export default defineWorkspace({
  name: 'Займы', timeZone: 'Europe/Moscow', locale: 'ru', currency: 'RUB', today: '2024-01-01',
  sources: [files({ id: 'loans', streams: {
    'lending.client': { path: 'raw/clients_{part}.json' },
    'lending.loan': { path: 'raw/loans_{part}.json' },
    'lending.payment': { path: 'raw/payments_{part}.json' },
  } })],
  packs: [lending({})],
})
`
const CLIENTS = `[
{"client_id": "c1", "name": "Анна Лебедева"},
{"client_id": "c2", "name": "Борис Уваров"},
{"client_id": "c3", "name": "Вера Некра
`
const LOANS = `[
{"loan_id": "l1", "client_id": "c1", "amount": 10000, "issued_on": "2023-01-10", "due_on": "2023-02-10"},
{"loan_id": "l2", "client_id": "c2", "amount": 20000, "issued_on": "2023-03-10", "due_on": "2023-02-10"},
{"loan_id": "l3", "amount": 30000, "issued_on": "2023-01-10", "due_on": "2023-02-10"},
{"loan_id": "l4", "client_id": "nobody", "amount": 40000, "issued_on": "2023-01-10", "due_on": "2023-02-10"}
]
`
const PAYMENTS = `[
{"payment_id": "p1", "loan_id": "l1", "paid_on": "2023-02-01", "amount": 4000},
{"payment_id": "p2", "loan_id": "l1", "paid_on": "2023-02-02", "amount": -4000},
{"payment_id": "p3", "loan_id": "l1", "paid_on": "2023-02-30", "amount": 4000},
{"payment_id": "p4", "loan_id": "l1", "paid_on": "2023-02-04", "amount": 4000
{"payment_id": "p5", "loan_id": "l1", "paid_on": "2023-02-05", "amount": 6000}
]
`

let folder = ''
let loaded: Finished

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'svodka-bad-'))
  mkdirSync(join(folder, 'raw'))
  writeFileSync(join(folder, 'svodka.config.ts'), CONFIG)
  for (const [name, text] of Object.entries({ clients: CLIENTS, loans: LOANS, payments: PAYMENTS }))
    writeFileSync(join(folder, 'raw', `${name}_1.json`), text)
  loaded = await svodka(['load', 'loans', '--part', '1', '--format', 'json'], folder)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('broken files: what fits is loaded, the rest is rejected, kept, counted and shown', () => {
  test('the counts of each stream; nothing has failed', () => {
    const { streams } = JSON.parse(loaded.out) as { streams: Record<string, unknown>[] }

    expect(loaded.code).toBe(0)
    expect(streams.map(({ stream, added, rejected, error }) => [stream, added, rejected, error])).toEqual([
      ['lending.client', 2, 1, null],
      ['lending.loan', 2, 2, null],
      ['lending.payment', 2, 3, null],
    ])
  })

  test('check counts them and says where they are shown', async () => {
    const { out } = await svodka(['check', '--locale', 'ru'], folder)

    expect(out).toContain('отклонено 6 строк; каждая с причиной — на странице «Данные».')
  })

  test('the same part again rejects nothing twice', async () => {
    const again = await svodka(['load', 'loans', '--all', '--format', 'json'], folder)
    const { streams } = JSON.parse(again.out) as { streams: Record<string, unknown>[] }

    expect(streams.map(({ added, changed, rejected }) => [added, changed, rejected])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ])
  })
})

describe('what cannot be done is said', () => {
  test.each([
    [['load', 'loans'], 2, /Укажите часть|Say which part/],
    [['load', 'loan', '--all'], 2, /“loan”|«loan»/],
    [['load', 'loans', '--part', '7'], 1, /raw\/clients_\{part\}\.json/],
    [['generate', 'lendin'], 1, /lending/],
    [['generate', 'lending', '--clients', '0'], 2, /--clients/],
    [['generate', 'lending', '--from', '2024-02-30'], 2, /2024-02-30/],
    [['generate', 'lending', '--from', '2024-02-01'], 2, /--from 2024-02-01/],
    [['split', '.'], 1, /svodka generate/],
  ])('%j ends with %i', async (args, code, said) => {
    const { told, out, code: ended } = await svodka(args, folder)

    expect(`${told}${out}`).toMatch(said)
    expect(ended).toBe(code)
  })
})

test('each is kept with its place, its text and its reason', async () => {
  const feed = await openFeed({ folder })
  const rejected = await feed.rejected()
  await feed.warehouse.close()

  expect(
    rejected.map(({ file, line, record, reason }) => [
      file.split('/')[1],
      line,
      /"(c|l|p)\d"/.exec(record)?.[0],
      reason.replace(/ \(.*\)$/, ''),
    ]),
  ).toEqual([
    ['lending.payment', 2, '"p2"', 'amount: -4000.00 is below 0'],
    ['lending.payment', 3, '"p3"', 'paid_on: "2023-02-30" is not a day'],
    ['lending.payment', 4, '"p4"', 'not JSON'],
    ['lending.loan', 2, '"l2"', 'due_on: 2023-02-10 is before issued_on 2023-03-10'],
    ['lending.loan', 3, '"l3"', 'client_id is empty'],
    ['lending.client', 3, '"c3"', 'not JSON'],
  ])
})

test('generate and split make the files that load reads; the same seed makes the same files', async () => {
  const made = await svodka(['generate', 'lending', '--clients', '12', '--out', 'one', '--seed', '3'], folder)
  await svodka(['generate', 'lending', '--clients', '12', '--out', 'two', '--seed', '3'], folder)
  const split = await svodka(['split', 'one', '--parts', '3', '--format', 'csv'], folder)

  expect([made.code, split.code]).toEqual([0, 0])
  const text = (path: string) => readFileSync(join(folder, path), 'utf8')
  for (const file of ['clients', 'loans', 'payments']) expect(text(`one/${file}.json`)).toBe(text(`two/${file}.json`))
  expect(split.out.trim().split('\n')).toHaveLength(10)
  expect(JSON.parse(text('one/clients_3.json'))).toHaveLength(12)
})
