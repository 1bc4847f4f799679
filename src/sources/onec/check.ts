import { errorText, formatInstant, nearest, recoveryOf, type Locale, type MessageValues } from '../../base/index.ts'
import type { CheckRequest, CheckResult } from '../../kit/index.ts'
import { present } from './catalogs.ts'
import { createClient, type Client } from './client.ts'
import { fieldsOf } from './documents.ts'
import { words } from './errors.ts'
import { metadataOf, type Metadata } from './metadata.ts'
import type { AnalyticsKeys } from './names.ts'
import { closedUntil } from './quiet.ts'
import { registerFields } from './register.ts'
import type { OnecSettings } from './schema.ts'
import { serviceReader } from './service.ts'

/** Whether the base answers, shows what is read under the names of the settings, and lets its user see it. */
export async function check(request: CheckRequest<OnecSettings>): Promise<readonly CheckResult[]> {
  const { settings, world, locale } = request
  const lines = settings.mode === 'http' ? await checkService(request) : await checkBase(request)
  const until = closedUntil(settings, world.now())
  const clock = {
    zone: settings.timeZone,
    time: formatInstant(world.now().toISOString(), { locale, timeZone: settings.timeZone }),
  }
  const hours = settings.quietHours
    ? [
        say(locale, true, 'check.hours', {
          ...settings.quietHours,
          zone: settings.timeZone,
          until: until ? formatInstant(until, { locale, timeZone: settings.timeZone }) : 'none',
        }),
      ]
    : []
  return [...lines, say(locale, true, 'check.zone', clock), ...hours]
}

const say = (locale: Locale, ok: boolean, code: string, values: MessageValues): CheckResult => ({
  ok,
  message: words.say(locale, code, values),
})

/** Yesterday's rows: enough to see that the contract holds. */
async function checkService({ settings, http, world, signal, locale }: CheckRequest<OnecSettings>) {
  const yesterday = new Date(world.now().getTime() - 86_400_000).toISOString().slice(0, 10)
  let [sales, lines] = [0, 0]
  for await (const page of serviceReader(settings, http, world, signal).from(`${yesterday}T00:00:00`)) {
    sales += page.length
    lines += page.reduce((sum, sale) => sum + sale.lines.length, 0)
  }
  return [say(locale, true, 'check.service', { host: new URL(settings.baseUrl).host, sales, lines })]
}

/** A set that the settings name, and the fields that are asked of it. */
interface Needed {
  set: string
  fields: readonly string[]
  /** read without naming fields: `X` and `X_Key` are the same reference */
  isLoose?: boolean
}

async function checkBase({ settings, http, signal, locale }: CheckRequest<OnecSettings>): Promise<CheckResult[]> {
  const client = createClient(settings, http, signal)
  const shown = await client.sets()
  if (shown.length === 0) return [say(locale, false, 'check.empty', { host: client.host })]
  const metadata = metadataOf(await client.metadata())
  const connected = say(locale, true, 'check.connected', { host: client.host, user: settings.user, sets: shown.length })
  const needed = neededOf(settings)
  const lines = needed.flatMap((each) => missing(each, metadata, locale))
  if (lines.length > 0) return [connected, ...lines]
  const all = say(locale, true, 'check.names', { sets: needed.length })
  return [connected, all, ...(await rowLines(client, settings, locale))]
}

/** Every set and field that a run would ask for. */
export function neededOf(settings: OnecSettings): readonly Needed[] {
  const { names, way } = settings
  const isRegister = way === 'register'
  const element = (set: string | null, ...fields: (string | null)[]): Needed[] =>
    set === null ? [] : [{ set, fields: present('Ref_Key', ...fields) }]
  const keys = ({ set, item, feature, partner, contractor }: AnalyticsKeys): Needed[] =>
    isRegister ? element(set, item, feature, partner, contractor).map((each) => ({ ...each, isLoose: true })) : []
  const register = names.register.set ? [{ set: names.register.set, fields: registerFields(settings) }] : []
  const documents = [...names.sales, ...names.returns].map((set) => ({ set, fields: fieldsOf(settings) }))
  return [
    ...(isRegister ? register : documents),
    ...element(names.buyers, 'Description', 'Code'),
    ...(names.contractors === names.buyers ? [] : element(names.contractors, 'Description', 'Code')),
    ...element(names.items, 'Description', names.itemCode),
    ...element(names.features, 'Description'),
    ...element(names.managers, 'Description'),
    ...element(names.orders, 'Date', names.orderAddress),
    ...keys(names.itemKeys),
    ...keys(names.partnerKeys),
  ]
}

function missing({ set, fields, isLoose = false }: Needed, { fields: known }: Metadata, locale: Locale): CheckResult[] {
  const own = known.get(set)
  if (!own) {
    const near = nearest(set, [...known.keys()]) ?? 'none'
    return [say(locale, false, 'check.no_set', { set, near })]
  }
  return fields
    .filter((field) => !own.has(field) && !(isLoose && hasOtherSpelling(field, own)))
    .map((field) => say(locale, false, 'check.no_field', { set, field, near: nearest(field, [...own]) ?? 'none' }))
}

const hasOtherSpelling = (field: string, own: ReadonlySet<string>): boolean => {
  const plain = field.replace(/_Key$/, '')
  return own.has(plain) || own.has(`${plain}_Key`)
}

/** How many sales the user sees; where rights cut records off, and the settings do not allow for it, 1C says so here. */
async function rowLines(client: Client, settings: OnecSettings, locale: Locale): Promise<CheckResult[]> {
  const { names, way, since } = settings
  const isRegister = way === 'register'
  const sets = isRegister ? present(names.register.set) : [...names.sales, ...names.returns]
  const lines: CheckResult[] = []
  for (const set of sets) {
    const filter = isRegister
      ? `Active eq true and Period ge datetime'${since}T00:00:00'`
      : `Posted eq true and DeletionMark eq false and Date ge datetime'${since}T00:00:00'`
    try {
      const rows = await client.count(set, filter)
      lines.push(say(locale, true, 'check.rows', { set, rows, since, allowed: String(settings.allowedOnly) }))
    } catch (error) {
      if (recoveryOf(error) === 'stop') throw error
      lines.push({ ok: false, message: errorText(error, locale) })
    }
  }
  return lines
}
