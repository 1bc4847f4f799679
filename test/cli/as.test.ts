import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandsOn } from '../../src/cli/testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'svodka-as-'))
const { svodka, json } = commandsOn(folder)
const entry = (name: string) => new URL(`../../src/${name}/index.ts`, import.meta.url).href
const ALL_DAYS = ['--from', '2023-03-01', '--to', '2023-03-31'] as const

beforeAll(async () => {
  writeFileSync(
    join(folder, 'tickets.csv'),
    `ID,Kind,P,S,At
1,Payment,low,open,2023-03-01T10:00:00Z
2,Payment,high,open,2023-03-02T10:00:00Z
3,Delivery,low,open,2023-03-03T10:00:00Z
4,Secret,low,open,2023-03-04T10:00:00Z
`,
  )
  writeFileSync(
    join(folder, 'svodka.config.ts'),
    `import { defineWorkspace } from '${entry('kit')}'
     import { files } from '${entry('sources')}'
     import { support } from '${entry('packs')}'
     export default defineWorkspace({
       name: 'A', timeZone: 'UTC', locale: 'en', today: '2023-04-01',
       sources: [files({ id: 'desk', streams: { 'support.ticket': { path: 'tickets.csv', columns: { ticket_id: 'ID', category: 'Kind', priority: 'P', status: 'S', created_at: 'At', updated_at: 'At' } } } })],
       packs: [support({})],
       people: {
         vera: { name: 'Vera', role: 'clerk', own: { category: ['Payment'] } },
         nora: { name: 'Nora', role: 'clerk' },
       },
       roles: { clerk: { meaning: 'Own categories.', may: ['figures'], rows: { support: { category: 'own' } } } },
     })`,
  )
  const { code, told } = await svodka('sync')
  if (code !== 0) throw new Error(told)
})
afterAll(() => rmSync(folder, { recursive: true }))

const created = async (...args: readonly string[]) =>
  (await json('query', 'support.tickets_created', ...ALL_DAYS, ...args)).rows

test('figures, groups and conditions are of the rows that the person sees', async () => {
  const byCategory = ['--by', 'category', '--as', 'vera'] as const

  expect(await created()).toEqual([{ 'support.tickets_created': 4 }])
  expect(await created('--as', 'vera')).toEqual([{ 'support.tickets_created': 2 }])
  expect(await created(...byCategory)).toEqual([{ category: 'Payment', 'support.tickets_created': 2 }])
  expect(await created(...byCategory, '--where', 'category=Secret')).toEqual([])
})

test('somebody with nothing of their own sees nothing', async () => {
  expect(await created('--as', 'nora')).toEqual([{ 'support.tickets_created': 0 }])
})

test('a report is made of the person’s rows; files that are taken away need the right to', async () => {
  const out = join(folder, 'out')
  const refused = await svodka('report', 'support.study', '--as', 'xlsx', '--person', 'vera', '--out', out)
  const made = await svodka('report', 'support.study', '--as', 'html', '--person', 'vera', '--out', out)

  expect([refused.code, refused.told]).toEqual([
    1,
    '“vera” has the role “clerk”, which may not do this: it lacks the right “export”.',
  ])
  expect(made.code).toBe(0)
  const [file = ''] = readdirSync(out)
  expect(readFileSync(join(out, file), 'utf8')).not.toContain('Secret')
})

test.each([
  ['sync', 'operate'],
  ['schema', 'data'],
  ['check', 'data'],
])('svodka %s shows or touches every row: it needs “%s”', async (command, ability) => {
  const { code, out, told } = await svodka(command, '--as', 'vera')

  expect([code, out]).toEqual([1, ''])
  expect(told).toContain(`it lacks the right “${ability}”`)
})

test('who asked as whom, and what was taken away, stands in the record', async () => {
  await svodka('report', 'support.study', '--as', 'md', '--out', join(folder, 'out'))

  const record: { action: string; subject: string; detail: object }[] = await json('people', 'record')

  expect(record).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ who: 'owner', action: 'asked-as', subject: 'vera', detail: { command: 'query' } }),
      expect.objectContaining({ action: 'report.read', subject: 'support.study', detail: { as: 'vera' } }),
      expect.objectContaining({ who: 'owner', action: 'report.taken', subject: 'support.study', detail: {} }),
    ]),
  )
})
