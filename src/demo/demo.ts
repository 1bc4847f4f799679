import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openSvodka, type OpenSvodka } from '../app/index.ts'
import { addDays, instantAt, type Locale } from '../base/index.ts'
import type { Asker } from '../figures/index.ts'
import { sampleCalls, sampleQueueLog, type SampleCalls } from '../packs/calls/index.ts'
import { sampleJourney, type SampleJourney } from '../packs/journey/index.ts'
import { sampleOrders } from '../packs/orders/index.ts'
import { SAMPLE_TODAY, sampleDesk } from '../packs/support/index.ts'
import {
  startFreepbxSandbox,
  startFreshdeskSandbox,
  startOnecSandbox,
  startPostgresSandbox,
  startTelegramSandbox,
  type FreepbxSandbox,
  type FreshdeskSandbox,
  type PostgresSandbox,
  type TelegramSandbox,
} from '../sandbox/index.ts'
import { CONFIG_FILE, writeWorkspace } from '../workspace/index.ts'
import { CALLS_FROM, demoConfig, SAMPLE_CHATS, SAMPLE_MANAGER, SAMPLE_OPERATOR } from './config.ts'
import { splitFiles } from './split.ts'
import { writeSample } from './samples.ts'

export interface DemoOptions {
  dir: string
  seed: number
  tickets: number
  /** users of the sales department's sample */
  users: number
  /** customers of the shop's sample */
  customers: number
  /** clients of the lender's sample */
  clients: number
  /** planted effect of the process change, per cent */
  change: number
  /** planted rise from March, per cent */
  rise: number
  /** language of the messages */
  locale: Locale
}

export interface Demo {
  folder: string
  svodka: OpenSvodka
  /** sources that are quickly read, with a dashboard to look at while the others are */
  readFirst: readonly string[]
  /** the stand-in that keeps what was sent */
  telegram: TelegramSandbox
  /** the stand-in of the help desk, whose faults can be switched on */
  desk: FreshdeskSandbox
  /** the study and the morning report as files; their paths */
  writeReports(asker: Asker): Promise<readonly string[]>
  /** the morning reports to their recipients; what went out before stays as it is */
  sendMorning(asker: Asker): Promise<void>
  close(): Promise<void>
}

/** What the sample's people get in the morning. */
const MORNING = [
  'orders.rfm',
  'lending.reminders',
  'company.morning',
  'company.manager',
  'calls.my-work',
  'journey.morning',
  'support.morning',
  'orders.manager-list',
]
const API_KEY = 'sample-key'
const ONEC_PASSWORD = 'sample-password'
const PBX_SECRET = 'sample-secret'
const BOT_TOKEN = '700000:sample-token'
const SAMPLE_ZONE = 'Europe/Moscow'
const SAMPLE_CLOCK = '08:45'
const LOANS_FROM = '2021-01-01'
const LOAN_PARTS = 3
/** Eight weeks, the sample's today, and the day after: the demo goes on past midnight. */
const CALL_DAYS = 58
const CALLS_SCALE = 1

/**
 * A workspace of sample data whose vendors are local stand-ins and a PostgreSQL of its own: everything on the page and in
 * the messages went through the real sources, layers, figures and channels, as anybody's own data would.
 */
export async function startDemo(
  options: DemoOptions,
  environment: NodeJS.ProcessEnv,
  clock = sampleClock(),
): Promise<Demo> {
  const folder = resolve(options.dir)
  const { seed, tickets, users, customers, clients, change, rise } = options
  forgetOtherSample(folder, JSON.stringify({ seed, tickets, users, customers, clients, change, rise }))
  const [database, desk, telegram, shop, pbx] = await Promise.all([
    // first, for its programs begin beside this one while it makes the other samples
    startDatabase(folder, () => sampleJourney({ seed, users })),
    startFreshdeskSandbox(
      sampleDesk({ seed, tickets, change: change / 100, rise: rise / 100 }),
      { apiKey: API_KEY, rateLimits: 'off' },
      () => new Date(`${SAMPLE_TODAY}T06:00:00Z`),
    ),
    startChats(folder, options.locale, clock),
    startOnecSandbox(
      sampleOrders({ seed, customers }).documents,
      { password: ONEC_PASSWORD, configuration: 'erp' },
      clock,
    ),
    startExchange(folder, sampleCalls({ seed, from: CALLS_FROM, days: CALL_DAYS, scale: CALLS_SCALE }), clock),
    writeLoans(folder, { seed, clients }),
  ])
  const secrets = {
    FRESHDESK_API_KEY: API_KEY,
    FRESHDESK_URL: desk.url,
    QUEST_URL: database.url,
    BI_URL: database.url,
    ONEC_URL: shop.baseUrl,
    ONEC_PASSWORD,
    PBX_URL: pbx.url,
    PBX_SECRET,
    TELEGRAM_TOKEN: BOT_TOKEN,
    TELEGRAM_URL: telegram.url,
  }
  writeWorkspace(folder, {
    [CONFIG_FILE]: demoConfig(options.locale),
    '.env': Object.entries(secrets)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  })
  Object.assign(environment, secrets)
  const vendors = [desk, telegram, database, shop, pbx]
  const closeVendors = () => Promise.all(vendors.map((vendor) => vendor.close()))
  const svodka = await openSvodka(folder, environment, clock).catch(async (error: unknown) => {
    await closeVendors()
    throw error
  })
  return {
    folder,
    svodka,
    readFirst: ['desk'],
    telegram,
    desk,
    writeReports: (asker) => writeReports(folder, svodka, asker),
    async sendMorning(asker) {
      for (const report of MORNING) await svodka.sendReport({ report }, asker)
    },
    async close() {
      await svodka.close()
      await closeVendors()
    },
  }
}

/** The machine's clock, moved to the morning after the sample's last day. */
function sampleClock(): () => Date {
  const shift = Date.parse(instantAt(SAMPLE_TODAY, SAMPLE_CLOCK, SAMPLE_ZONE)) - Date.now()
  return () => new Date(Date.now() + shift)
}

async function writeReports(folder: string, svodka: OpenSvodka, asker: Asker): Promise<readonly string[]> {
  const reports = join(folder, 'data/reports')
  mkdirSync(reports, { recursive: true })
  const made = await Promise.all(
    ['support.study', 'support.morning', 'journey.morning'].map((id) => svodka.report(id, { format: 'html' }, asker)),
  )
  return made.flat().map((file) => {
    writeFileSync(join(reports, file.name), file.content)
    return join(reports, file.name)
  })
}

/** The chats of the sample's people; what was sent survives a restart. */
async function startChats(folder: string, locale: Locale, now: () => Date): Promise<TelegramSandbox> {
  const telegram = await startTelegramSandbox(
    {
      token: BOT_TOKEN,
      username: 'svodka_sample_bot',
      name: locale === 'ru' ? 'Сводка' : 'Svodka',
      timeZone: SAMPLE_ZONE,
      folder: join(folder, 'data/sandbox/telegram'),
    },
    now,
  )
  const people = {
    [SAMPLE_CHATS.sales]: 'Ольга',
    [SAMPLE_CHATS.support]: 'Сергей',
    [SAMPLE_CHATS.administrator]: 'Админ',
    [SAMPLE_CHATS.marketing]: 'Маркетинг',
    [SAMPLE_CHATS.manager]: SAMPLE_MANAGER,
    [SAMPLE_CHATS.collection]: 'Взыскание',
    [SAMPLE_CHATS.head]: 'Директор',
    [SAMPLE_CHATS.shop]: 'Управляющий',
    [SAMPLE_CHATS.operator]: SAMPLE_OPERATOR,
  }
  for (const [id, name] of Object.entries(people))
    telegram.addChat({ id: Number(id), type: 'private', name, languageCode: locale })
  return telegram
}

/** The sales department's PostgreSQL with a year of events, filled once. */
async function startDatabase(folder: string, made: () => SampleJourney): Promise<PostgresSandbox> {
  const database = await startPostgresSandbox({ folder: join(folder, 'data/sandbox/postgres') })
  const [found] = await database.run("select to_regclass('payments') is not null as is_filled")
  if (found?.['is_filled'] === true) return database
  const sample = made()
  await database.run(`
    create table events_dict (id integer primary key, description text not null);
    create table events (user_id bigint not null, event_id integer not null, happened_at timestamp not null);`)
  await database.load('events_dict', ['id', 'description'], sample.dictionary)
  await database.load('events', ['user_id', 'event_id', 'happened_at'], sample.events)
  // the table of payments comes last: it says that everything is there
  await database.run(`
    create index on events (happened_at);
    create table payments_filling (id bigint primary key, user_id bigint not null, transaction_created_at timestamp not null, amount numeric(12, 2));`)
  await database.load('payments_filling', ['id', 'user_id', 'transaction_created_at', 'amount'], sample.payments)
  await database.run(
    'alter table payments_filling rename to payments; create index on payments (transaction_created_at)',
  )
  return database
}

/** The restaurant's exchange, where time passes: calls end, queues are logged, customers rate. */
async function startExchange(folder: string, sample: SampleCalls, clock: () => Date): Promise<FreepbxSandbox> {
  const queueLog = sampleQueueLog(sample)
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => ({ at: Number.parseInt(text, 10), text }))
  const ratings = sample.ratings.map((rating) => ({
    at: Date.parse(rating.rated_at) / 1000,
    text: JSON.stringify(rating),
  }))
  const files = [
    { file: join(folder, 'calls/queue_log'), lines: queueLog },
    { file: join(folder, 'calls/ratings.ndjson'), lines: ratings },
  ]
  return startFreepbxSandbox(
    sample.cdr.map((row) => ({ ...row })),
    { clientSecret: PBX_SECRET, timeZone: SAMPLE_ZONE, files },
    clock,
  )
}

/** The lender's books as files, in parts, made once. */
async function writeLoans(folder: string, { seed, clients }: { seed: number; clients: number }): Promise<void> {
  const [whole, parts] = [join(folder, 'data/sandbox/loans'), join(folder, 'loans')]
  if (existsSync(join(whole, 'made'))) return
  const to = addDays(SAMPLE_TODAY, -1)
  await writeSample('lending', whole, { clients, from: LOANS_FROM, to, seed }, ['contacts'])
  const written = await splitFiles(whole, LOAN_PARTS, parts)
  // the lender's system wrote them at midnight
  const midnight = new Date(instantAt(SAMPLE_TODAY, '00:00', SAMPLE_ZONE))
  for (const { path } of written) utimesSync(path, midnight, midnight)
  writeFileSync(join(whole, 'made'), '')
}

/** Data of another sample would mix with this one; the demo's own data folder is made anew. */
function forgetOtherSample(folder: string, sample: string): void {
  const data = join(folder, 'data')
  const mark = join(data, 'sample.json')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === sample) return
  if (existsSync(mark)) rmSync(data, { recursive: true })
  mkdirSync(data, { recursive: true })
  writeFileSync(mark, sample)
}
