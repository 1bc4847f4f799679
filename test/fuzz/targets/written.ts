import { cronInWords, checkCron, dueTimes } from '../../../src/scheduler/index.ts'
import { parsedJson, SvodkaError } from '../../../src/base/index.ts'
import { asQuery } from '../../../src/cli/query.ts'
import { checkSettings } from '../../../src/kit/index.ts'
import * as packs from '../../../src/packs/index.ts'
import * as sources from '../../../src/sources/index.ts'
import { workspaceSchema } from '../../../src/workspace/schema.ts'
import { hostileText } from '../hostile.ts'
import { mutatedJson } from '../mutate.ts'
import type { Random } from '../random.ts'
import { Finding, must, mustBeSaid, mustBeUnpolluted, type Target } from '../target.ts'

/* What an administrator writes by hand: settings, schedules, the words of a command. */

const INPUTS = 60

/** Refused in words of both languages, or taken. */
function taken<T>(what: string, run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof SvodkaError))
      throw new Finding(`${what}: ${error instanceof Error ? error.stack : String(error)}`)
    mustBeSaid({ ru: error.say('ru'), en: error.say('en') })
    return undefined
  }
}

const WORKSPACE = {
  name: 'Лавка',
  timeZone: 'Europe/Moscow',
  locale: 'ru',
  currency: 'RUB',
  today: '2024-01-01',
  sources: [],
  packs: [],
  sync: [{ at: '0 * * * *' }],
  reports: [{ report: 'orders.rfm', at: '0 9 * * *', to: ['head'], files: ['md'] }],
  recipients: { head: { telegram: 1, folder: { path: 'out', files: ['md'] }, locale: 'en', own: { manager: ['x'] } } },
  administrators: ['head'],
  people: { anna: { name: 'Анна', role: 'seller', own: { manager: ['Анна'] }, email: 'anna@example.com' } },
  roles: {
    own: { meaning: 'Своё', may: ['figures'], rows: { orders: { manager: 'own' } }, marts: { 'mart.x': 'all' } },
  },
  publish: [{ id: 'bi', postgres: { url: 'x' }, marts: 'all', readers: ['bi'], at: '30 6 * * *' }],
  server: { port: 8450, host: '127.0.0.1', url: 'https://svodka.example.com' },
}

const SETTINGS: readonly (readonly [string, object])[] = [
  ['freshdesk', { domain: 'acme', apiKey: 'k', since: '2020-01-01', pageSize: 50, removed: ['spam'] }],
  [
    'onec',
    {
      baseUrl: 'http://x/base',
      user: 'u',
      password: 'p',
      preset: 'accounting30',
      quietHours: { from: '20:00', to: '07:00' },
    },
  ],
  [
    'freepbx',
    { timeZone: 'Europe/Moscow', api: { baseUrl: 'http://x', clientId: 'c', clientSecret: 's' }, agents: { 101: 'A' } },
  ],
  [
    'files',
    { streams: { 'support.ticket': { path: 'a_{part}.csv', columns: { ticket_id: 'ID' }, key: ['ticket_id'] } } },
  ],
  ['kafka', { brokers: ['a:9092'], streams: { 'calls.rating': { topic: 't', columns: { score: 'score' } } } }],
  ['singer', { command: ['tap'], config: { a: [1, { b: null }] }, streams: { x: { stream: 's', select: ['a'] } } }],
  ['webhook', { token: 't', streams: { 'calls.rating': {} } }],
]

function settings(random: Random): void {
  const given = parsedJson(mutatedJson(WORKSPACE, random))
  taken('workspace', () => checkSettings(workspaceSchema, given, 'svodka.config.ts'))
  const [type, right] = random.pick(SETTINGS)
  const { definition } = (sources as unknown as Record<string, typeof sources.files>)[type]?.({ id: 'x' }) ?? {}
  if (!definition) throw new Error(`there is no source ${type}`)
  const written = parsedJson(mutatedJson(right, random))
  const checked = taken(type, () => checkSettings(definition.settings, written, 'svodka.config.ts', ['sources', 'x']))
  if (checked !== undefined) taken(`${type} streams`, () => definition.streams(checked))
  const pack = random.pick(Object.values(packs))().definition
  const own = parsedJson(mutatedJson({ lines: { a: ['b'] }, queues: { 1: 'x' }, workingHours: { 1: '9-18' } }, random))
  taken(pack.id, () => checkSettings(pack.settings as never, own, 'svodka.config.ts', ['packs', pack.id]))
}

const CRON_PIECES = [
  '*',
  '0',
  '5',
  '59',
  '60',
  '1-5',
  '5-1',
  '*/5',
  '*/0',
  '1,2',
  'L',
  '15W',
  'mon',
  'MON-FRI',
  'fri#2',
  '?',
  '-1',
  '1e3',
  '7',
  '29',
  '2',
  '#',
  '/',
  'x',
]
const ZONES = ['Europe/Moscow', 'Europe/Berlin', 'Pacific/Apia', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'UTC']

function cron(random: Random): void {
  const fields = Array.from({ length: random.chance(0.85) ? 5 : random.below(8) }, () =>
    random.chance(0.1) ? hostileText(random).slice(0, 40) : random.pick(CRON_PIECES),
  )
  const at = fields.join(random.chance(0.9) ? ' ' : '\t')
  const wrong = checkCron(at)
  if (wrong) return mustBeSaid(wrong)
  const zone = random.pick(ZONES)
  const times = dueTimes(at, zone)
  const first = times.after('2023-10-20T00:00:00Z')
  const found = times.between('2023-10-20T00:00:00Z', '2023-11-20T00:00:00Z', 50)
  must(
    found.every((each, index) => index === 0 || each > (found[index - 1] ?? '')),
    'due times out of order',
    [at, found],
  )
  must(first === undefined || first > '2023-10-20T00:00:00.000Z', 'a due time before it was asked for', [
    at,
    zone,
    first,
  ])
  must(
    cronInWords(at, zone, 'ru').trim() !== '' && cronInWords(at, zone, 'en').trim() !== '',
    'a schedule without words',
    at,
  )
}

function command(random: Random): void {
  const text = () =>
    random.chance(0.5) ? hostileText(random) : random.pick(['a.b', 'a.b=1..2', 'a=', '=', 'x!=y,z', 'a=..', 'a=1e9..'])
  const options = {
    ...(random.chance(0.5) && { by: text() }),
    ...(random.chance(0.7) && { where: [text(), text()] }),
    ...(random.chance(0.3) && { from: text(), to: text() }),
  }
  taken('query', () => asQuery([text()], options as never))
}

export const writtenTarget: Target = {
  name: 'settings, schedules, words of a command',
  attempts: 200,
  small: 10,
  open: async () => ({
    async attempt(random: Random) {
      for (let number = 0; number < INPUTS; number++) random.pick([settings, cron, command])(random.of(number))
      mustBeUnpolluted()
      return INPUTS
    },
    close: async () => {},
  }),
}
