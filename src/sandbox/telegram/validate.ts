import type { CallBody, Upload } from './body.ts'
import { TelegramRefusal, violation } from './refusal.ts'
import { SPEC, type FieldSpec, type MethodSpec } from './spec.ts'
import { fixedValueOf, limitsOf, measure } from './values.ts'

/** A call that fits the API's description. */
export interface CheckedCall {
  method: string
  values: Readonly<Record<string, unknown>>
  uploads: ReadonlyMap<string, Upload>
}

/** What does not fit: where, and in whose words. */
export interface Misfit {
  path: string
  problem: string
}

/**
 * Checks a call against the Bot API's description: known parameters only, all required ones, types to any depth, stated
 * lengths and ranges. Lengths "after entities parsing" are checked where markup is parsed.
 * @throws {TelegramRefusal} a violation
 */
export function checkCall(method: MethodSpec, body: CallBody): CheckedCall {
  const fields = method.fields ?? []
  const values: Record<string, unknown> = {}
  for (const [name, raw] of Object.entries(body.values)) {
    const field = fields.find((each) => each.name === name)
    if (!field) throw violation(`parameter "${name}" is unknown to ${method.name}`)
    if (raw !== null && raw !== undefined) values[name] = body.isText ? fromText(field, String(raw)) : raw
  }
  for (const name of body.uploads.keys())
    if (fields.some((field) => field.name === name)) values[name] = `attach://${name}`
  for (const field of fields) {
    if (values[field.name] === undefined && field.required) throw missing(field.name)
  }
  for (const field of fields) {
    const value = values[field.name]
    if (value === undefined) continue
    const misfit = checkField(field, value, field.name)
    if (misfit) throw asRefusal(misfit)
  }
  checkUploads(values, body.uploads)
  return { method: method.name, values, uploads: body.uploads }
}

/** The first way in which a value does not fit a type of the description; undefined when it fits. */
export function checkType(type: string, value: unknown, path: string): Misfit | undefined {
  const item = /^Array of (.+)$/.exec(type)?.[1]
  if (item !== undefined) {
    if (!Array.isArray(value)) return { path, problem: 'must be an Array' }
    return firstOf(value, (each, index) => checkType(item, each, `${path}[${index}]`))
  }
  switch (type) {
    case 'Integer':
      return Number.isSafeInteger(value) ? undefined : { path, problem: 'must be an Integer' }
    case 'Float':
      return Number.isFinite(value) ? undefined : { path, problem: 'must be a Number' }
    case 'Boolean':
      return typeof value === 'boolean' ? undefined : { path, problem: 'must be a Boolean' }
    case 'String':
      return typeof value === 'string' ? undefined : { path, problem: 'must be of type String' }
    case 'InputFile':
      return typeof value === 'string' && value.startsWith('attach://')
        ? undefined
        : { path, problem: 'must be a file' }
    default:
      return checkObject(type, value, path)
  }
}

function checkObject(type: string, value: unknown, path: string): Misfit | undefined {
  const spec = SPEC.types[type]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { path, problem: `must be an Object (${type})` }
  }
  if (spec?.subtypes) return checkAny(spec.subtypes, value, path)
  const fields = spec?.fields ?? []
  const given = value as Record<string, unknown>
  for (const name of Object.keys(given)) {
    if (!fields.some((field) => field.name === name))
      return { path: `${path}.${name}`, problem: `is unknown to ${type}` }
  }
  return (
    firstOf(fields, (field) => {
      const inner = given[field.name]
      if (inner !== undefined && inner !== null) return checkField(field, inner, `${path}.${field.name}`)
      return field.required ? { path: `${path}.${field.name}`, problem: 'is required' } : undefined
    }) ?? (type === 'InlineKeyboardButton' ? checkButton(given, path) : undefined)
  )
}

const BUTTON_LOOKS = new Set(['text', 'icon_custom_emoji_id', 'style'])

function checkButton(button: Record<string, unknown>, path: string): Misfit | undefined {
  const actions = Object.keys(button).filter((name) => !BUTTON_LOOKS.has(name))
  return actions.length === 1 ? undefined : { path, problem: `must do exactly one thing, not ${actions.length}` }
}

function checkField(field: FieldSpec, value: unknown, path: string): Misfit | undefined {
  const misfit = checkAny(field.types, value, path)
  if (misfit) return misfit
  const fixed = fixedValueOf(field)
  if (fixed !== undefined && value !== fixed) return { path, problem: `must be ${fixed}` }
  const limits = limitsOf(field)
  if (!limits || limits.isAfterParsing) return undefined
  const size = measure(value, limits.of)
  const isOptionalBlank = size === 0 && !field.required && limits.of !== 'number' && typeof value === 'string'
  if ((size >= limits.least && size <= limits.most) || (isOptionalBlank && field.name !== 'callback_data'))
    return undefined
  return { path, problem: `must be ${limits.least}-${limits.most} ${limits.of}, not ${size}` }
}

/** Of several possible types the complaint of the one that fits best is the useful one. */
function checkAny(types: readonly string[], value: unknown, path: string): Misfit | undefined {
  const items = types.map((type) => /^Array of (.+)$/.exec(type)?.[1] ?? '')
  if (types.length > 1 && items.every(Boolean) && Array.isArray(value)) {
    return firstOf(value, (each, index) => checkAny(items, each, `${path}[${index}]`))
  }
  let best: Misfit | undefined
  for (const type of named(types, value)) {
    const misfit = checkType(type, value, path)
    if (!misfit) return undefined
    if (!best || depthOf(misfit) > depthOf(best)) best = misfit
  }
  return best
}

/** The types that an object says it is of, by its `type`; all of them when it says nothing known. */
function named(types: readonly string[], value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return types
  const given = value as Record<string, unknown>
  const fitting = types.filter((type) =>
    SPEC.types[type]?.fields?.some(
      (field) => fixedValueOf(field) !== undefined && fixedValueOf(field) === given[field.name],
    ),
  )
  return fitting.length > 0 ? fitting : types
}

const depthOf = ({ path, problem }: Misfit): number => path.split(/[.[]/).length + (problem.startsWith('is ') ? 0 : 1)

function firstOf<T>(items: readonly T[], check: (item: T, index: number) => Misfit | undefined): Misfit | undefined {
  for (const [index, item] of items.entries()) {
    const misfit = check(item, index)
    if (misfit) return misfit
  }
  return undefined
}

/** Reads a form's text by the type of its parameter; what cannot be read stays a text and is then refused by its type. */
function fromText(field: FieldSpec, text: string): unknown {
  for (const type of field.types) {
    if (type === 'Integer' && /^-?\d+$/.test(text)) return Number(text)
    if (type === 'Float' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
    if (type === 'Boolean' && /^(true|false|1|0|yes|no)$/i.test(text)) return /^(true|1|yes)$/i.test(text)
    if (type === 'String' || type === 'InputFile') return text
    if (type !== 'Integer' && type !== 'Float' && type !== 'Boolean') return jsonOrText(field.name, text)
  }
  return text
}

function jsonOrText(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw violation(`can't parse ${name} JSON object`)
  }
}

/** Every `attach://name` names a part of the body, and every part of the body is named. */
function checkUploads(values: Readonly<Record<string, unknown>>, uploads: ReadonlyMap<string, Upload>): void {
  const named = new Set([...JSON.stringify(values).matchAll(/"attach:\/\/([^"]+)"/g)].map((match) => match[1] ?? ''))
  for (const name of named) if (!uploads.has(name)) throw violation(`file "${name}" not found in the request`)
  for (const name of uploads.keys()) if (!named.has(name)) throw violation(`file "${name}" is used by no parameter`)
}

const WORDS_FOR_MISSING: Readonly<Record<string, string>> = {
  chat_id: 'chat_id is empty',
  text: 'message text is empty',
  photo: 'there is no photo in the request',
  document: 'there is no document in the request',
}

const missing = (name: string): TelegramRefusal =>
  violation(WORDS_FOR_MISSING[name] ?? `parameter "${name}" is required`)

/** The vendor's own words where they are known. */
function asRefusal({ path, problem }: Misfit): TelegramRefusal {
  const field = path.slice(path.lastIndexOf('.') + 1)
  if (field === 'callback_data' && problem.includes('bytes')) return violation('BUTTON_DATA_INVALID')
  if (/^commands\[\d+\]\.command$/.test(path)) return violation('BOT_COMMAND_INVALID')
  if (/^commands\[\d+\]\.description$/.test(path)) return violation('BOT_COMMAND_DESCRIPTION_INVALID')
  if (path === 'text' && problem.includes(' characters, not')) return violation('MESSAGE_TOO_LONG')
  return violation(`field "${path}" ${problem}`)
}
