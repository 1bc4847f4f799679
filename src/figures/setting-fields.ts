import { z } from 'zod'
import type { CatalogSetting } from '../base/index.ts'

/** A text in the reader's language by its key, another where there is none. */
type Say = (key: string, otherwise: string) => string

/**
 * What a form must ask for so that an analysis can be set. A schema says little of what it takes, so it is tried: what takes
 * a day and no other text is a day.
 */
export function settingFields(schema: z.ZodType, say: Say): CatalogSetting[] {
  return Object.entries(shapeOf(schema)).map(([key, setting]) => {
    const choices = choicesOf(setting).map((value) => ({ value, title: say(`${key}.${value}`, value) }))
    return { key, title: say(key, key), kind: choices.length > 0 ? 'choice' : kindOf(setting), choices }
  })
}

/** What is given, where a schema makes something else of it. */
function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in as z.ZodType)
  return schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {}
}

function choicesOf(setting: z.ZodType): readonly string[] {
  if (setting instanceof z.ZodOptional || setting instanceof z.ZodDefault || setting instanceof z.ZodNullable)
    return choicesOf(setting.unwrap() as z.ZodType)
  if (setting instanceof z.ZodBoolean) return ['true', 'false']
  return setting instanceof z.ZodEnum ? setting.options.map(String) : []
}

function kindOf(setting: z.ZodType): 'day' | 'number' | 'text' {
  const takes = (...values: readonly unknown[]) => values.some((value) => setting.safeParse(value).success)
  if (takes('text', 'all')) return 'text'
  if (takes('2023-12-31')) return 'day'
  return takes('1', '5', '50', 1, 5, 50, 0.5) ? 'number' : 'text'
}
