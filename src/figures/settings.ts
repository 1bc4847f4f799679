import { z } from 'zod'
import { RequestError, type Cell } from '../base/index.ts'
import { SettingsError, checkSettings } from '../kit/index.ts'

/**
 * Settings given as texts, as an analysis' schema makes them. A number or a yes/no may be written as text.
 * @throws {RequestError} naming each setting that is unknown (with the nearest right one) or wrong
 */
export function readSettings<T>(schema: z.ZodType<T>, given: Readonly<Record<string, string>>, where: string): T {
  const strict = schema instanceof z.ZodObject ? (schema.strict() as unknown as z.ZodType<T>) : schema
  try {
    return checkSettings(strict, typed(strict, given), where)
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    const words = { say: error.say.bind(error), has: () => true, keys: () => [], catalog: () => ({}) }
    throw new RequestError(words, error.code)
  }
}

/** Texts become numbers or booleans where the schema wants them and they are such. */
function typed(schema: z.ZodType, given: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const issues = schema.safeParse(given).error?.issues ?? []
  const values: Record<string, unknown> = { ...given }
  for (const issue of issues) {
    const key = String(issue.path[0])
    const text = given[key]?.trim()
    if (issue.code !== 'invalid_type' || issue.path.length !== 1 || text === undefined || text === '') continue
    if (issue.expected === 'number' || issue.expected === 'int') {
      if (Number.isFinite(Number(text))) values[key] = Number(text)
    } else if (issue.expected === 'boolean' && (text === 'true' || text === 'false')) values[key] = text === 'true'
  }
  return values
}

/** Settings as cells of a table: days and other things as their text, what is not set as null. */
export function asCells(settings: unknown): Readonly<Record<string, Cell>> {
  if (typeof settings !== 'object' || settings === null) return {}
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, asCell(value)]))
}

function asCell(value: unknown): Cell {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return value instanceof Date ? value.toISOString() : JSON.stringify(value)
}
