import { z } from 'zod'
import { LOCALES, SvodkaError, defineWords, nearest, type Locale, type Words } from '../base/index.ts'
import { isSecretReference, Secret } from './secret.ts'
import en from './words/en.json' with { type: 'json' }
import ru from './words/ru.json' with { type: 'json' }

const words = defineWords({ en, ru })

/** Settings that are not as their schema wants them; every fault has its path, what was given and the nearest right one. */
export class SettingsError extends SvodkaError {
  override readonly name = 'SettingsError'
}

/**
 * Settings as their schema makes them.
 * @param where names the file or command for the message: `svodka.config.ts`
 * @param path where these settings stand in it: `sources.desk`
 * @throws {SettingsError} naming each wrong setting
 */
export function checkSettings<T>(schema: z.ZodType<T>, given: unknown, where: string, path: readonly string[] = []): T {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  throw settingsError(
    result.error.issues.flatMap((issue) => faults(issue, schema, given, path)),
    where,
  )
}

/** One error of several faults, each already a sentence in both languages. */
export function settingsError(faults: readonly Fault[], where: string): SettingsError {
  const inBoth = (locale: Locale) =>
    words.say(locale, 'wrong_settings', {
      count: faults.length,
      where,
      lines: faults.map((fault) => `  ${fault.say(locale)}`).join('\n'),
    })
  return new SettingsError(spoken(inBoth), 'wrong_settings')
}

export interface Fault {
  say(locale: Locale): string
}

const spoken = (say: (locale: Locale) => string): Words => ({
  say,
  has: () => true,
  keys: () => [],
  catalog: () => ({}),
})

function faults(issue: z.core.$ZodIssue, schema: z.ZodType, given: unknown, prefix: readonly string[]): Fault[] {
  const path = [...prefix, ...issue.path.map(String)].join('.') || '(all)'
  const value = valueAt(given, issue.path)
  const fault = (key: string, values: Record<string, string>): Fault => ({
    say: (locale) => words.say(locale, key, { path, given: shown(value), ...values }),
  })
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(schema, issue.path)
      return issue.keys.map((key) => {
        const at = [...prefix, ...issue.path.map(String), key].join('.')
        return fault('unknown_key', { path: at, hint: nearest(key, known) ?? 'none', known: known.join(', ') })
      })
    }
    case 'invalid_value': {
      if (value === undefined) return [fault('missing', { expected: issue.values.map(String).join(' | ') })]
      const allowed = issue.values.map(String)
      return [fault('wrong_value', { allowed: allowed.join(', '), hint: nearest(shown(value), allowed) ?? 'none' })]
    }
    case 'invalid_type':
      return [fault(value === undefined ? 'missing' : 'wrong_type', { expected: issue.expected })]
    case 'invalid_union': {
      // a branch that finds fault with something inside is the one that was meant
      const meant = issue.errors.filter((inside) => inside.some((inner) => inner.path.length > 0))
      const branch = meant.toSorted((a, b) => a.length - b.length)[0]
      if (branch) {
        return branch.flatMap((inner) =>
          faults({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue, schema, given, prefix),
        )
      }
      return [fault('other_fault', { message: issue.message })]
    }
    case 'invalid_key':
      return [
        fault('other_fault', { message: issue.issues[0]?.message ?? issue.message, given: String(issue.path.at(-1)) }),
      ]
    default:
      return [fault('other_fault', { message: issue.message })]
  }
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined | null)?.[key], value)

/** The keys that an object schema knows at a path; looks through optionals, defaults and what is made of them. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const inner = path.reduce<z.ZodType | undefined>((at, key) => child(unwrapped(at), key), schema)
  const object = unwrapped(inner)
  return object instanceof z.ZodObject ? Object.keys(object.shape) : []
}

function child(schema: z.ZodType | undefined, key: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(key)] as z.ZodType | undefined
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType
  return undefined
}

function unwrapped(schema: z.ZodType | undefined): z.ZodType | undefined {
  let at: unknown = schema
  while (
    at instanceof z.ZodOptional ||
    at instanceof z.ZodDefault ||
    at instanceof z.ZodPrefault ||
    at instanceof z.ZodNullable ||
    at instanceof z.ZodPipe
  ) {
    at = at instanceof z.ZodPipe ? at.in : at.unwrap()
  }
  return at as z.ZodType | undefined
}

function shown(value: unknown): string {
  if (value instanceof Secret || isSecretReference(value)) return '[secret]'
  if (value === undefined) return '–'
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

export const localeSetting = z.enum(LOCALES)
