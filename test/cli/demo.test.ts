import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signInFirst } from '../sign-in.ts'
import { ended, started, svodka } from './program.ts'

const root = mkdtempSync(join(tmpdir(), 'svodka-cli-'))
const workspace = join(root, 'demo')

beforeAll(async () => {
  const made = await svodka(
    [
      'demo',
      '--no-serve',
      '--tickets',
      '6000',
      '--users',
      '2000',
      '--customers',
      '300',
      '--clients',
      '60',
      '--seed',
      '5',
    ],
    root,
  )
  if (made.code !== 0) throw new Error(made.told)
})
afterAll(() => rmSync(root, { recursive: true }))

const json = async (...args: string[]): Promise<any> => {
  const { code, out, told } = await svodka([...args, '--format', 'json'], workspace)
  if (code !== 0) throw new Error(told)
  return JSON.parse(out)
}

describe('a sample workspace at rest', () => {
  test('query prints rows, units, as-of, period and sql', async () => {
    const answer = await json(
      'query',
      'support.tickets_created',
      '--by',
      'priority',
      '--from',
      '2023-03-01',
      '--to',
      '2023-03-31',
    )

    expect(Object.keys(answer)).toEqual(['rows', 'units', 'asOf', 'period', 'sql', 'isCut'])
    expect(answer.units).toMatchObject({ 'support.tickets_created': 'count' })
    expect(answer.asOf).toHaveProperty('desk')
    expect(answer.rows.map((row: { priority: string }) => row.priority)).toEqual(['low', 'medium', 'high', 'urgent'])
    expect(answer.sql).toContain('mart')
  })

  test('the parts add up to the whole, whichever way they are asked for', async () => {
    const sum = (rows: Record<string, number>[]) =>
      rows.reduce((all, row) => all + (row['support.tickets_created'] ?? 0), 0)
    const whole = await json('query', 'support.tickets_created')
    const byMonth = await json('query', 'support.tickets_created', '--grain', 'month')
    const byLine = await json('query', 'support.tickets_created', '--by', 'line')

    expect([sum(byMonth.rows), sum(byLine.rows)]).toEqual([sum(whole.rows), sum(whole.rows)])
  })

  test('conditions narrow the answer', async () => {
    const all = await json('query', 'support.tickets_created')
    const [some, others] = await Promise.all([
      json('query', 'support.tickets_created', '--where', 'priority=high,urgent'),
      json('query', 'support.tickets_created', '--where', 'priority!=high,urgent'),
    ])
    const value = (answer: { rows: Record<string, number>[] }) => answer.rows[0]?.['support.tickets_created'] ?? 0

    expect(value(some) + value(others)).toBe(value(all))
    expect(value(some)).toBeGreaterThan(0)
  })

  test('csv has a header and a line a row', async () => {
    const { out } = await svodka(
      ['query', 'support.tickets_created', '--grain', 'quarter', '--format', 'csv'],
      workspace,
    )

    expect(out.trim().split('\n')).toHaveLength(5)
    expect(out.split('\n')[0]).toBe('period,support.tickets_created')
  })

  test.each(['support.resolution-change', 'support.line-split', 'support.slowest-categories'])(
    '%s answers with a statement, figures and tables',
    async (id) => {
      const answer = await json('analyze', id)

      expect(answer).toMatchObject({
        id,
        statement: expect.stringMatching(/.{40}/),
        asOf: { desk: expect.any(String) },
      })
      expect(Object.keys(answer.figures).length).toBeGreaterThan(3)
      for (const rows of Object.values<unknown[]>(answer.tables)) expect(rows.length).toBeGreaterThan(0)
    },
  )

  test('a misspelt metric, dimension, analysis, setting and report each name the nearest right one', async () => {
    const said = async (...args: string[]) => (await svodka(args, workspace, { SVODKA_LOCALE: 'en' })).told

    expect(await said('query', 'support.resolution_hour')).toContain('support.resolution_hours')
    expect(await said('query', 'support.tickets_created', '--by', 'prority')).toContain('priority')
    expect(await said('analyze', 'support.line-splt')).toContain('support.line-split')
    expect(await said('analyze', 'support.line-split', '--set', 'form=2023-01-01')).toContain('from')
    expect(await said('report', 'support.mornin')).toContain('support.morning')
  })

  test('schema shows every layer', async () => {
    const { tables } = await json('schema')

    expect([...new Set(tables.map((table: { layer: string }) => table.layer))].toSorted()).toEqual([
      'core',
      'mart',
      'raw',
      'settings',
      'staging',
    ])
  })

  test('check finds the stand-in gone and says so without a stack', async () => {
    const { code, out } = await svodka(['check'], workspace, { SVODKA_LOCALE: 'en' })

    expect(code).toBe(1)
    expect(out).toMatch(/✗ source desk: .*Freshdesk/)
    expect(out).not.toMatch(/^\s+at /m)
  })

  test('a sync whose vendor is gone fails in a sentence and leaves the figures as they were', async () => {
    const before = await json('query', 'support.tickets_created')
    const { code, out } = await svodka(['sync', '--format', 'json'], workspace, { SVODKA_LOCALE: 'en' })
    const after = await json('query', 'support.tickets_created')

    expect(code).toBe(1)
    expect(JSON.parse(out).isComplete).toBe(false)
    expect(after.rows).toEqual(before.rows)
  })

  test('a rebuild from raw gives the same figures', async () => {
    const figures = [
      'query',
      'support.tickets_created',
      'support.resolution_hours',
      'support.backlog',
      'support.satisfaction',
      '--grain',
      'month',
      '--by',
      'line',
    ]
    // the engine's threads add in any order: the last digits of a mean are theirs
    const digits = (rows: Record<string, unknown>[]) =>
      rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? value.toPrecision(12) : value]),
        ),
      )
    const before = await json(...figures)
    const { code } = await svodka(['sync', '--full'], workspace)
    const after = await json(...figures)

    expect(code).toBe(0)
    expect(digits(after.rows)).toEqual(digits(before.rows))
  })

  test('the log tells of every part, of one run when asked, and holds no key', async () => {
    const { out } = await svodka(['log', '--format', 'json'], workspace)
    const runs = new Set(
      out
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).runId)
        .filter(Boolean),
    )
    const [run = ''] = runs
    const one = await svodka(['log', '--run', run, '--format', 'json'], workspace)

    expect(runs.size).toBeGreaterThan(1)
    expect(out).not.toContain('sample-key')
    expect(
      new Set(
        one.out
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line).runId),
      ),
    ).toEqual(new Set([run]))
  })
})

describe('while the server runs', () => {
  let child: ChildProcess
  let [url, link] = ['', '']
  beforeAll(async () => {
    const running = await started(['serve', '--port', '18470'], workspace, /(http:\/\/127\.0\.0\.1:\d+)\/welcome\S+/)
    child = running.child
    ;[link, url = ''] = running.found
  })
  afterAll(async () => {
    child.kill('SIGTERM')
    await ended(child)
  })

  test('other commands go through it and print the same', async () => {
    const answer = await json('query', 'support.tickets_created', '--grain', 'month')
    const report = await svodka(['report', 'support.morning', '--as', 'pdf', '--out', 'out'], workspace)

    expect(answer.rows).toHaveLength(12)
    expect(report.code).toBe(0)
  })

  test.each([
    ['html', '<!doctype html>'],
    ['pdf', '%PDF-'],
    ['xlsx', 'PK'],
    ['md', '#'],
    ['png', '\u0089PNG'],
  ])('a report as %s is written whole', async (as, head) => {
    const { code, out, told } = await svodka(['report', 'support.study', '--as', as, '--out', 'out'], workspace)

    expect([code, told]).toEqual([0, ''])
    for (const file of out.trim().split('\n')) {
      expect(readFileSync(file).toString('latin1').toLowerCase().startsWith(head.toLowerCase())).toBe(true)
      expect(existsSync(`${file}.part`)).toBe(false)
    }
  })

  test('an error that passes through it keeps its sentence and its exit code', async () => {
    const { code, told } = await svodka(['query', 'support.nothing'], workspace, { SVODKA_LOCALE: 'en' })

    expect(code).toBe(1)
    expect(told).toContain('support.nothing')
  })

  test('a second server says plainly that one runs already', async () => {
    const { code, told } = await svodka(['serve', '--port', '18499'], workspace, { SVODKA_LOCALE: 'en' })

    expect(code).toBe(1)
    expect(told).toContain('Svodka runs already in')
  })

  test('the page answers whoever came in by the printed link, and nobody before', async () => {
    const stranger = await fetch(`${url}/api/app?locale=ru`)
    const { headers } = await signInFirst(url, link)
    const answer = await fetch(`${url}/api/app?locale=ru`, { headers })

    expect([stranger.status, await stranger.text()]).toEqual([401, expect.not.stringContaining('Пример')])
    expect(await answer.json()).toMatchObject({
      name: 'Пример',
      isTodayPinned: true,
      today: '2024-01-01',
    })
  })
})

describe('a folder that is no workspace', () => {
  test('every command that needs one says what to do', async () => {
    for (const args of [
      ['sync'],
      ['schema'],
      ['query', 'a.b'],
      ['analyze', 'a.b'],
      ['report', 'a.b'],
      ['serve'],
      ['check'],
    ]) {
      const { code, told } = await svodka(args, root)
      expect([code, told.trim().split('\n').length]).toEqual([1, 1])
      expect(told).toContain('“svodka init” writes one')
    }
  })

  test('every command has help with an example', async () => {
    for (const command of [
      'demo',
      'init',
      'sync',
      'schema',
      'query',
      'analyze',
      'report',
      'send',
      'invite',
      'serve',
      'check',
      'log',
    ]) {
      const { code, out } = await svodka([command, '--help'], root)
      expect([code, out.includes(`Example:\n  svodka ${command}`)]).toEqual([0, true])
    }
  })
})
