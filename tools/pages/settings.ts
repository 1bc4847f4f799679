import { z } from 'zod'
import type { Locale } from '../../src/base/index.ts'
import { isSql, secret, sql } from '../../src/kit/index.ts'
import { code, table } from './markdown.ts'
import { words } from './words.ts'

/** As much of JSON Schema as settings are made of. */
interface Shape {
  type?: string
  format?: string
  enum?: readonly string[]
  const?: unknown
  default?: unknown
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  properties?: Readonly<Record<string, Shape>>
  required?: readonly string[]
  additionalProperties?: Shape | boolean
  items?: Shape | boolean
  prefixItems?: readonly Shape[]
  anyOf?: readonly Shape[]
}

/** A setting by its path: `overlapMinutes`, `database.port`, `streams.*.path`, `processes[].title`. */
export interface Setting {
  path: string
  shape: Shape
  isRequired: boolean
  /** the setting around it, where that may be left out as a whole */
  within?: string | undefined
}

/** Deeper than this a setting stands as a whole, with the names inside. */
const DEEPEST = 2

/** Every setting that a schema knows, those with settings inside left out for the sake of these. */
export function settingsOf(schema: z.ZodType): readonly Setting[] {
  const shape = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const custom = customFormat(zodSchema)
      if (custom) jsonSchema.format = custom
    },
  })
  return inside('', shape as Shape)
}

/** Values that are no JSON: a secret by its name, SQL. */
function customFormat(schema: z.core.$ZodType): 'secret' | 'sql' | undefined {
  if (schema._zod.def.type !== 'custom') return undefined
  if (z.safeParse(schema, secret('NAME')).success) return 'secret'
  return isSql(sql`1`) && z.safeParse(schema, sql`1`).success ? 'sql' : undefined
}

function inside(path: string, { properties = {}, required = [] }: Shape, within?: string): readonly Setting[] {
  return Object.entries(properties).flatMap(([name, shape]) =>
    unfold(path ? `${path}.${name}` : name, shape, required.includes(name), within),
  )
}

function unfold(path: string, shape: Shape, isRequired: boolean, within?: string): readonly Setting[] {
  const { properties, additionalProperties, items } = shape
  const setting = { path, shape, isRequired, within }
  if (path.split('.').filter((name) => name !== '*').length >= DEEPEST) return [setting]
  const around = isRequired || shape.default !== undefined ? within : path
  if (properties) return inside(path, shape, around)
  if (isShape(additionalProperties) && additionalProperties.properties) return inside(`${path}.*`, additionalProperties)
  if (isShape(items) && items.properties) return inside(`${path}[]`, items)
  return [setting]
}

const isShape = (value: Shape | boolean | undefined): value is Shape => typeof value === 'object'

export function settingsTable(schema: z.ZodType, locale: Locale): string {
  const say = (key: string) => words.say(locale, key)
  const rows = settingsOf(schema).map((setting) => [
    code(setting.path),
    either(choices(setting.shape, locale), locale),
    unlessTold(setting, locale),
  ])
  return rows.length === 0 ? say('settings.none') : table([say('setting'), say('allowed'), say('default')], rows)
}

function unlessTold({ shape, isRequired, within }: Setting, locale: Locale): string {
  if (isRequired) return words.say(locale, 'required', { within: within ?? 'none' })
  return shape.default === undefined ? words.say(locale, 'nothing') : code(literal(shape.default))
}

/** What may be written, each way by itself. */
function choices(shape: Shape, locale: Locale): readonly string[] {
  const say = (key: string, values?: Record<string, string>) => words.say(locale, key, values)
  const { anyOf, type, format, items, prefixItems, additionalProperties, properties } = shape
  if (anyOf) return [...new Set(anyOf.flatMap((each) => choices(each, locale)))]
  if (shape.enum) return shape.enum.map((each) => code(literal(each)))
  if (format === 'secret' || format === 'sql') return [say(format)]
  if (type === 'null') return [code('null')]
  if (type === 'boolean') return [code('true'), code('false')]
  if (type === 'number' || type === 'integer') return [inRange(shape, locale)]
  if (type === 'string') return [say(format === 'uri' ? 'url' : 'text')]
  if (properties) return [code(`{ ${Object.keys(properties).join(', ')} }`)]
  const inner = type === 'array' ? (isShape(items) ? items : prefixItems?.[0]) : additionalProperties
  if (!isShape(inner)) return [say('anything')]
  return [say(type === 'array' ? 'list' : 'named', { what: either(choices(inner, locale), locale) })]
}

function inRange({ type, minimum, maximum, exclusiveMinimum }: Shape, locale: Locale): string {
  const what = words.say(locale, type === 'integer' ? 'integer' : 'number')
  const most = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : number(maximum, locale)
  const ends = { what, least: number(minimum ?? exclusiveMinimum ?? 0, locale), most: most ?? '' }
  if (exclusiveMinimum !== undefined) return words.say(locale, most ? 'range.above.most' : 'range.above', ends)
  if (minimum !== undefined) return words.say(locale, most ? 'range.both' : 'range.least', ends)
  return most ? words.say(locale, 'range.most', ends) : what
}

const number = (value: number, locale: Locale): string => new Intl.NumberFormat(locale).format(value)

function either(ways: readonly string[], locale: Locale): string {
  const last = ways.at(-1) ?? ''
  return ways.length < 2 ? last : words.say(locale, 'or', { first: ways.slice(0, -1).join(', '), last })
}

/** A value as it is written in `svodka.config.ts`. */
function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const entries = Object.entries(value).map(([key, each]) => `${key}: ${literal(each)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}
