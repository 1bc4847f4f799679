import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSvodka, type OpenSvodka } from '../../src/app/index.ts'
import type { Asker } from '../../src/figures/index.ts'
import { signInFirst } from '../sign-in.ts'
import { faultsOf, whyNot, type Panel } from './grafana-schema.ts'
import { HEAD_CHAT, METRICS_TOKEN, openOperations, until, type OperationsWorkspace } from './workspace.ts'

const OPS = new URL('../../ops/', import.meta.url)
const OWNER: Asker = { person: { id: 'owner', name: 'owner', role: 'owner' }, locale: 'en' }
const CHECK = ['check', 'metrics'] as const

/** of Debian's package `prometheus` */
const PROMTOOL = 'promtool'
const promtoolMissing = runs(PROMTOOL, ['--version']) ? undefined : 'skipped: no promtool; apt-get install prometheus'

let workspace: OperationsWorkspace
let svodka: OpenSvodka
let url = ''
let text = ''

beforeAll(async () => {
  workspace = await openOperations()
  svodka = await openSvodka(workspace.folder, {})
  // a page of its own that was killed: its process is no more
  writeFileSync(endedPage(), JSON.stringify({ pid: 2 ** 22 + 1, url: 'http://127.0.0.1:9', token: '' }))
  const served = await svodka.serve()
  url = served.url
  const { headers } = await signInFirst(url, served.firstLink)
  await svodka.sync({ mode: 'new', locale: 'en' }, () => {})
  await svodka.query({ metrics: ['orders.revenue'] }, OWNER)
  await svodka.query({ metrics: ['orders.revenue'] }, OWNER)
  await svodka.query({ metrics: ['orders.nothing'] }, OWNER).catch(() => undefined)
  await svodka.sendReport({ report: 'orders.manager-list' }, OWNER)
  await svodka.runSchedule('sync', OWNER)
  await until(async () => ((await fetch(`${url}/readyz`)).ok ? true : undefined), 'the bot')
  await workspace.telegram.handled(workspace.telegram.say({ chat: HEAD_CHAT, text: '/help' }))
  await fetch(`${url}/api/dashboards/orders.secret-of-romashka?locale=en`, { headers })
  await fetch(`${url}/api/no/such/place`, { headers })
  text = await (await scrape()).text()
})
afterAll(async () => {
  await svodka.close()
  await workspace.close()
})

const endedPage = () => join(workspace.folder, 'data/web.json')

const scrape = (headers: Record<string, string> = { authorization: `Bearer ${METRICS_TOKEN}` }) =>
  fetch(`${url}/metrics`, { headers })

/** The value of a series as it is written: `name{label="value"}`. */
const value = (series: string): number | undefined => {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}
const samples = () => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

test('what happened is counted: a file of four lines of which one does not fit, read twice', () => {
  expect(value('svodka_sync_runs_total{source="shop",outcome="done"}')).toBe(2)
  expect(value('svodka_sync_runs_total{source="shop",outcome="failed"}')).toBe(0)
  expect(value('svodka_sync_rows_total{source="shop",outcome="added"}')).toBe(3)
  expect(value('svodka_sync_rows_total{source="shop",outcome="rejected"}')).toBe(1)
  expect(value('svodka_source_rejected_rows{source="shop"}')).toBe(1)
  expect(value('svodka_sync_duration_seconds_count{source="shop"}')).toBe(2)
  expect(value('svodka_schedule_runs_total{schedule="sync",outcome="done"}')).toBe(1)
  expect(value('svodka_schedule_runs_total{schedule="sync",outcome="failed"}')).toBe(0)
  expect(value('svodka_schedule_late{schedule="report:orders.manager-list"}')).toBe(0)
})

test('questions are counted by kind and outcome, and answers by where they came from', () => {
  expect(value('svodka_question_duration_seconds_count{kind="query",outcome="failed"}')).toBe(1)
  expect(value('svodka_question_duration_seconds_count{kind="query",outcome="done"}')).toBeGreaterThanOrEqual(2)
  expect(value('svodka_answers_total{origin="memory"}')).toBeGreaterThanOrEqual(1)
})

test('messages, the bot and requests are counted by outcome and route, never by path', () => {
  const sent = value('svodka_delivery_attempts_total{channel="telegram",outcome="sent"}')
  expect(sent).toBe(value('svodka_outbox_parts{channel="telegram",state="sent"}'))
  expect(sent).toBeGreaterThanOrEqual(1)
  expect(value('svodka_outbox_parts{channel="telegram",state="unknown"}')).toBe(0)
  for (const outcome of ['refused', 'unreachable', 'later', 'unknown'])
    expect(value(`svodka_delivery_attempts_total{channel="telegram",outcome="${outcome}"}`)).toBe(0)
  expect(value('svodka_bot_updates_total{kind="message",outcome="failed"}')).toBe(0)
  expect(value('svodka_bot_updates_total{kind="message",outcome="done"}')).toBe(1)
  expect(value('svodka_http_requests_total{method="GET",route="/api/dashboards/:id",status="404"}')).toBe(1)
  expect(value('svodka_http_requests_total{method="GET",route="unknown",status="404"}')).toBe(1)
})

test('what is true now is told: readiness by name, freshness, sizes, the last success', () => {
  const parts = samples().filter((line) => line.startsWith('svodka_ready{'))
  expect(parts).toEqual(['warehouse', 'state', 'bot', 'page', 'disk'].map((part) => `svodka_ready{part="${part}"} 1`))
  expect(value('svodka_sync_last_success_timestamp_seconds{source="shop"}')).toBeGreaterThan(1.7e9)
  expect(value('svodka_source_data_timestamp_seconds{source="shop"}')).toBeGreaterThan(1.7e9)
  expect(value('svodka_warehouse_file_bytes')).toBeGreaterThan(10_000)
  expect(value('svodka_disk_free_bytes')).toBeGreaterThan(0)
  expect(value(`svodka_build_info{version="0.1.0",node="${process.versions.node}",role="serve"}`)).toBe(1)
  expect(samples().filter((line) => line.startsWith('svodka_metrics_failures_total') && !line.endsWith(' 0'))).toEqual(
    [],
  )
})

test('no label holds a customer, a manager, a recipient, a secret, an address or a text of an error', () => {
  const labels = samples().flatMap((line) => [...line.matchAll(/="([^"]*)"/g)].map(([, label = '']) => label))

  const told = labels.join('\n')
  for (const word of ['omashka', 'Anna', 'Boris', 'head', String(HEAD_CHAT), METRICS_TOKEN, 'example_token'])
    expect(told).not.toContain(word)
  expect(labels.filter((label) => label.length > 40 || /\s/.test(label))).toEqual([])
})

test('no metric has more than a hundred series', () => {
  const names = samples().map((line) => /^\w+/.exec(line)?.[0] ?? '')
  const counts = Map.groupBy(names, (name) => name)

  expect([...counts].filter(([, all]) => all.length > 100).map(([name]) => name)).toEqual([])
})

test('who has no token, or another, reads nothing', async () => {
  const answers = await Promise.all([scrape({}), scrape({ authorization: 'Bearer wrong' })])

  expect(answers.map(({ status }) => status)).toEqual([401, 401])
  expect(await answers[0]?.text()).not.toContain('svodka_')
})

test('whoever is everything forgets a part that was killed', () => {
  expect(existsSync(endedPage())).toBe(false)
})

test('after a restart the last success is still known, as the history of the schedules has it', async () => {
  const series = 'svodka_sync_last_success_timestamp_seconds{source="shop"}'
  const before = value(series)
  await svodka.close()

  svodka = await openSvodka(workspace.folder, {})
  url = (await svodka.serve()).url
  const answer = await scrape()
  const [, after] = new RegExp(`^${series} (.+)$`, 'm').exec(await answer.text()) ?? []

  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  expect(Math.abs(Number(after) - (before ?? 0))).toBeLessThan(1)
})

describe('dashboards and alert rules', () => {
  const dashboards = readdirSync(new URL('grafana/dashboards/', OPS)).map((name) => ({
    name,
    ...(JSON.parse(readFileSync(new URL(`grafana/dashboards/${name}`, OPS), 'utf8')) as Dashboard),
  }))
  const rules = readFileSync(new URL('prometheus/svodka.rules.yml', OPS), 'utf8')

  test.each(dashboards.map((each) => [each.name, JSON.stringify(each.panels)] as const))(
    'every metric of %s stands in /metrics',
    (_name, panels) => {
      expect(unknownMetrics(panels)).toEqual([])
    },
  )

  test('every metric of the alert rules stands in /metrics', () => {
    expect(unknownMetrics(rules)).toEqual([])
  })

  test.each(['operations.md', 'operations.ru.md'])(
    '%s names every metric of ours, and none that there is not',
    (page) => {
      const written = readFileSync(new URL(`../docs/${page}`, OPS), 'utf8')
      const named = written.match(/`svodka_[a-z_]+`/g)?.map((name) => name.slice(1, -1)) ?? []
      const told = [...text.matchAll(/^# TYPE (svodka_\S+)/gm)].map(([, name = '']) => name)

      expect([...new Set(named)].toSorted()).toEqual(told.toSorted())
    },
  )

  test('both languages show the same panels over the same queries, in a place of their own, under their own titles', () => {
    const [en, ru] = dashboards as unknown as [Dashboard, Dashboard]
    const untitled = ({ panels }: Dashboard) =>
      panels.map(({ title: _title, description: _meaning, targets, fieldConfig: _words, ...panel }) => ({
        ...panel,
        queries: targets?.map(({ expr }) => expr),
      }))

    expect(untitled(ru)).toEqual(untitled(en))
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(2)
    expect(ru.panels.filter(({ title }) => !/[а-я]/i.test(title))).toEqual([])
    for (const { panels } of dashboards) expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    expect(overlaps(en.panels)).toEqual([])
  })

  test('they ask the data source that is provisioned, by its fixed name', () => {
    const source = readFileSync(new URL('grafana/provisioning/datasources/svodka.yaml', OPS), 'utf8')
    const uid = /uid: (\S+)/.exec(source)?.[1]

    for (const { panels, name } of dashboards) {
      const asked = [...JSON.stringify(panels).matchAll(/"uid":"([^"]+)"/g)].map(([, each]) => each)
      expect([name, new Set(asked)]).toEqual([name, new Set([uid])])
    }
  })

  const why = whyNot()
  test.skipIf(why !== undefined)(`they keep to Grafana's schema${why ? ` (skipped: ${why})` : ''}`, () => {
    for (const { name: _name, ...dashboard } of dashboards) expect(faultsOf(dashboard)).toEqual([])
  })
})

describe.skipIf(promtoolMissing)(`promtool${promtoolMissing ? ` (${promtoolMissing})` : ''}`, () => {
  const folder = new URL('prometheus/', OPS)
  const run = (args: readonly string[], input?: string) => promtoolSays(args, folder, input)

  test('finds no fault in the names, types and texts of the metrics', () => {
    expect(run(CHECK, text)).toEqual([0, ''])
    expect(run(CHECK, '# TYPE bad_total gauge\nbad_total 1\n')[0]).not.toBe(0)
  })

  test('reads every query of the dashboards as PromQL', () => {
    const folderOfRules = mkdtempSync(join(tmpdir(), 'svodka-promql-'))
    const written = readFileSync(new URL('grafana/dashboards/operations.en.json', OPS), 'utf8')
    const { panels } = JSON.parse(written) as Dashboard
    const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => String(expr)))
    const rules = queries.map((query, place) => ({ record: `query:${place}`, expr: withValues(query) }))
    writeFileSync(join(folderOfRules, 'queries.yml'), JSON.stringify({ groups: [{ name: 'queries', rules }] }))

    expect(run(['check', 'rules', join(folderOfRules, 'queries.yml')])).toEqual([
      0,
      expect.stringContaining(`${queries.length} rules found`),
    ])
    rmSync(folderOfRules, { recursive: true })
  })

  test('finds the rules and the example well formed, and the alerts fire when they should and not before', () => {
    expect(run(['check', 'rules', '--lint=all', '--lint-fatal', 'svodka.rules.yml'])).toEqual([
      0,
      expect.stringContaining('rules found'),
    ])
    expect(run(['check', 'config', '--syntax-only', 'prometheus.yml'])[0]).toBe(0)
    expect(run(['test', 'rules', 'svodka.rules.test.yml'])).toEqual([0, expect.stringContaining('SUCCESS')])
  })
})

/** As Grafana asks: its variables replaced. */
const withValues = (query: string): string => query.replaceAll('$__rate_interval', '2m').replaceAll('$instance', '.*')

interface Dashboard {
  uid: string
  panels: (Panel & { id: number; gridPos: { x: number; y: number; w: number; h: number } })[]
}

/** Names that look like metrics and are none of those that are told; histograms by their series. */
function unknownMetrics(source: string): string[] {
  const told = new Set(
    [...text.matchAll(/^# TYPE (\S+) (\S+)/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  )
  const named = source.match(/\b(svodka|process|nodejs)_[a-z0-9_]+\b/g) ?? []
  expect(named.length).toBeGreaterThan(0)
  return [...new Set(named)].filter((name) => !told.has(name))
}

function overlaps(panels: Dashboard['panels']): string[] {
  const boxes = panels.map(({ title, gridPos }) => ({ title, ...gridPos }))
  return boxes.flatMap((one, place) =>
    boxes
      .slice(place + 1)
      .filter((other) => one.x < other.x + other.w && other.x < one.x + one.w)
      .filter((other) => one.y < other.y + other.h && other.y < one.y + one.h)
      .map((other) => `${one.title} / ${other.title}`),
  )
}

function runs(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

function promtoolSays(args: readonly string[], cwd: URL, input?: string): [number, string] {
  try {
    return [0, execFileSync(PROMTOOL, args, { cwd, input, stdio: ['pipe', 'pipe', 'pipe'] }).toString()]
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: Buffer; stderr: Buffer }
    return [status, `${stdout}${stderr}`]
  }
}
