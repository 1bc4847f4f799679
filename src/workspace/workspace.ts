import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseEnv } from 'node:util'
import { SvodkaError, type Day, type Locale } from '../base/index.ts'
import {
  checkSettings,
  isSecretReference,
  isSql,
  Secret,
  settingsError,
  type Fault,
  type PackDefinition,
  type SourceDefinition,
} from '../kit/index.ts'
import { serveSvodkaImports } from './imports.ts'
import { unknownNames } from './names.ts'
import {
  LOCALE,
  workspaceSchema,
  type AccessSettings,
  type DeliverySettings,
  type PersonSettings,
  type PublishSettings,
  type RecipientSettings,
  type ReportSchedule,
  type RoleSettings,
  type StateSettings,
  type SyncSchedule,
} from './schema.ts'
import { words } from './words.ts'

export const CONFIG_FILE = 'svodka.config.ts'

/** A workspace whose every setting was checked and whose secrets are in place. */
export interface Workspace {
  folder: string
  /** everything that Svodka writes goes here */
  dataFolder: string
  name: string
  timeZone: string
  locale: Locale
  currency: string | undefined
  /** a day that is taken for today, for sample data */
  today: Day | undefined
  clock: string
  port: number
  /** the address of this machine at which it listens */
  host: string
  /** how people reach the page: `https://svodka.acme.ru`; undefined: on this machine only */
  url: string | undefined
  /** whether a proxy before the page is believed about where people come from */
  trustProxy: boolean
  /** who reads /metrics shows it; undefined: only this machine may */
  metricsToken: Secret | undefined
  /** for the warehouse's engine; its own usual limit when undefined */
  memoryMegabytes: number | undefined
  /** received texts are packed so many days after they came; null: never */
  packAfterDays: number | null
  /** runs, messages and notices are forgotten so many days after they ended; null: never */
  forgetAfterDays: number | null
  sync: readonly SyncSchedule[]
  reports: readonly (ReportSchedule & { id: string })[]
  recipients: Readonly<Record<string, RecipientSettings>>
  administrators: readonly string[]
  delivery: DeliverySettings
  publish: readonly PublishSettings[]
  /** by what they sign in with */
  people: Readonly<Record<string, PersonSettings>>
  /** the workspace's own, beside the product's */
  roles: Readonly<Record<string, RoleSettings>>
  access: AccessSettings
  /** undefined: a file of the data folder */
  state: StateSettings | undefined
  sources: readonly { id: string; definition: SourceDefinition<unknown>; settings: unknown }[]
  packs: readonly { definition: PackDefinition<unknown>; settings: unknown }[]
}

/**
 * Reads and checks the workspace of a folder.
 * @throws {SettingsError} naming each wrong setting with its path, what was given and the nearest right one
 * @throws {SvodkaError} when there is no configuration, or it cannot be run
 */
export async function openWorkspace(folder: string, environment: NodeJS.ProcessEnv): Promise<Workspace> {
  const root = resolve(folder)
  const file = join(root, CONFIG_FILE)
  if (!existsSync(file)) throw new SvodkaError(words, 'no_workspace', { folder: root })
  const secrets = readSecrets(root, environment)
  const written = checkSettings(workspaceSchema, await importConfig(file), CONFIG_FILE)
  const problems: Fault[] = doubles(written)
  const sources = written.sources.map(({ id, definition, settings }) => {
    const path = ['sources', id]
    const revealed = withSecrets(settings, path, secrets, join(root, '.env'), problems)
    return { id, definition, given: revealed, path }
  })
  const delivery = withSecrets(
    written.delivery,
    ['delivery'],
    secrets,
    join(root, '.env'),
    problems,
  ) as DeliverySettings
  const publish = written.publish.map((target) => {
    const path = ['publish', target.id]
    return withSecrets(target, path, secrets, join(root, '.env'), problems) as PublishSettings
  })
  const metrics = withSecrets(written.metrics, ['metrics'], secrets, join(root, '.env'), problems) as { token?: Secret }
  const access = withSecrets(written.access, ['access'], secrets, join(root, '.env'), problems) as AccessSettings
  const state = withSecrets(written.state, ['state'], secrets, join(root, '.env'), problems) as
    | StateSettings
    | undefined
  problems.push(...unknownNames(written))
  if (problems.length > 0) throw settingsError(problems, CONFIG_FILE)
  return {
    folder: root,
    dataFolder: join(root, 'data'),
    name: written.name,
    timeZone: written.timeZone,
    locale: written.locale,
    currency: written.currency,
    today: written.today,
    clock: written.clock,
    port: written.server.port,
    host: written.server.host,
    url: written.server.url,
    trustProxy: written.server.trustProxy,
    metricsToken: metrics.token,
    memoryMegabytes: written.warehouse.memoryMegabytes,
    packAfterDays: written.warehouse.packAfterDays,
    forgetAfterDays: written.history.forgetAfterDays,
    sync: written.sync,
    reports: written.reports.map((schedule) => ({ ...schedule, id: schedule.id ?? schedule.report })),
    recipients: written.recipients,
    administrators: written.administrators,
    delivery,
    publish,
    people: written.people,
    roles: written.roles,
    access,
    state,
    sources: sources.map(({ id, definition, given, path }) => ({
      id,
      definition,
      settings: checkSettings(definition.settings, given, CONFIG_FILE, path),
    })),
    packs: written.packs.map(({ definition, settings }) => ({
      definition,
      settings: checkSettings(definition.settings, settings, CONFIG_FILE, ['packs', definition.id]),
    })),
  }
}

/** The language of a folder's workspace, though other settings of it be wrong; undefined where nothing says it. */
export async function workspaceLocale(folder: string): Promise<Locale | undefined> {
  const file = join(resolve(folder), CONFIG_FILE)
  if (!existsSync(file)) return undefined
  try {
    const { locale } = (await importConfig(file)) as { locale?: unknown }
    return LOCALE.safeParse(locale).data
  } catch {
    return undefined // whoever opens it says what is wrong
  }
}

/** `.env` beside the configuration, under the environment's own variables; also visible to the configuration as `process.env`. */
function readSecrets(root: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const file = join(root, '.env')
  if (!existsSync(file)) return environment
  for (const [name, value] of Object.entries(parseEnv(readFileSync(file, 'utf8')))) environment[name] ??= value
  return environment
}

async function importConfig(file: string): Promise<unknown> {
  serveSvodkaImports()
  try {
    const module = (await import(pathToFileURL(file).href)) as { default?: unknown }
    if (module.default === undefined) throw new SvodkaError(words, 'no_default', { file: CONFIG_FILE })
    return module.default
  } catch (error) {
    if (error instanceof SvodkaError) throw error
    throw new SvodkaError(words, 'config_failed', { file, cause: firstLine(error) }, { cause: error })
  }
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''

const SOURCE_ID = /^[a-z][a-z0-9_]{0,40}$/

function doubles(written: {
  sources: readonly { id: string }[]
  packs: readonly { definition: { id: string } }[]
}): Fault[] {
  const fault = (key: string, path: string, id: string): Fault => ({
    say: (locale) => (key === 'bad_id' ? `${path}: ${words.say(locale, key)}` : words.say(locale, key, { path, id })),
  })
  const ids = written.sources.map((source) => source.id)
  const packs = written.packs.map((pack) => pack.definition.id)
  const isDouble = (id: string, index: number, all: readonly string[]) => all.indexOf(id) !== index
  return [
    ...ids.filter(isDouble).map((id) => fault('double_id', 'sources', id)),
    ...ids.filter((id) => !SOURCE_ID.test(id)).map((id) => fault('bad_id', `sources.${id}.id`, id)),
    ...packs.filter(isDouble).map((id) => fault('double_pack', 'packs', id)),
  ]
}

/** The settings with each `secret('NAME')` replaced by its value; a missing one becomes a fault with its path. */
function withSecrets(
  value: unknown,
  path: readonly string[],
  secrets: NodeJS.ProcessEnv,
  envFile: string,
  problems: Fault[],
): unknown {
  if (isSecretReference(value)) {
    const found = secrets[value.name]
    if (found) return new Secret(found)
    problems.push({
      say: (locale) => words.say(locale, 'secret_missing', { path: path.join('.'), name: value.name, file: envFile }),
    })
    return value
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => withSecrets(item, [...path, String(index)], secrets, envFile, problems))
  }
  if (
    typeof value !== 'object' ||
    value === null ||
    isSql(value) ||
    Object.getPrototypeOf(value) !== Object.prototype
  ) {
    return value
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withSecrets(item, [...path, key], secrets, envFile, problems)]),
  )
}
