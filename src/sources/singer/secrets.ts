import { Secret } from '../../kit/index.ts'
import type { ConfigValue, SingerSettings, TapConfig } from './schema.ts'

const SHOWN = '[secret]'
/** A shorter line of a secret of several lines says nothing, and would be found everywhere. */
const LEAST_LINE = 8

/** Takes secrets out of what a tap says, in the ways in which programs write them. */
export type Redact = (text: string) => string

export function redactorOf({ config, env }: Pick<SingerSettings, 'config' | 'env'>): Redact {
  const forms = [...secretsIn(config), ...secretsIn({ ...env })].flatMap(formsOf)
  // a longer one may hold a shorter one
  const ordered = [...new Set(forms)].filter((form) => form !== '').toSorted((a, b) => b.length - a.length)
  return (text) => ordered.reduce((all, form) => all.replaceAll(form, SHOWN), text)
}

function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim())
  const all = lines.length > 1 ? [secret, ...lines.filter((line) => line.length >= LEAST_LINE)] : [secret]
  return all.flatMap((each) => [
    each,
    JSON.stringify(each).slice(1, -1),
    encodeURIComponent(each),
    Buffer.from(each).toString('base64'),
  ])
}

function secretsIn(value: ConfigValue): string[] {
  if (value instanceof Secret) return [value.reveal()]
  if (Array.isArray(value)) return value.flatMap(secretsIn)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : []
}

/** The configuration as the tap reads it, secrets in the open: for its file alone. */
export const configText = (config: TapConfig): string => JSON.stringify(revealed(config))

function revealed(value: ConfigValue): unknown {
  if (value instanceof Secret) return value.reveal()
  if (Array.isArray(value)) return value.map(revealed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]))
}

/** What any program needs to run, to find its certificates and to reach the network. */
const PASSED_ON =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|(HTTPS?|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE|LD_LIBRARY_PATH|VIRTUAL_ENV|PYTHON\w+)$/i

/** The tap's environment: nothing of Svodka's own secrets, which may stand in its environment, reaches a foreign program. */
export function environmentOf(env: SingerSettings['env'], own: NodeJS.ProcessEnv): Record<string, string> {
  const passed = Object.entries(own).filter((entry): entry is [string, string] => PASSED_ON.test(entry[0]))
  const given = Object.entries(env).map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value])
  return Object.fromEntries([...passed, ...given])
}
