import { expect, test } from 'vitest'
import { z } from 'zod'
import { isDay } from '../base/index.ts'
import { settingFields } from './setting-fields.ts'

const day = z.string().refine(isDay)

const kinds = (schema: z.ZodType) =>
  Object.fromEntries(settingFields(schema, (_key, otherwise) => otherwise).map(({ key, kind }) => [key, kind]))

test('days, numbers, choices and texts are told from what the schema takes, set or not', () => {
  const schema = z.strictObject({
    date: day.optional(),
    limit: z.coerce.number().int().min(10).max(90).default(50),
    share: z.number().min(0).max(1).optional(),
    window: z.union([z.literal('all'), z.coerce.number().int()]).default('all'),
    clock: z.enum(['calendar', 'working']).default('calendar'),
    buyer: z.string().default(''),
  })

  expect(kinds(schema)).toEqual({
    date: 'day',
    limit: 'number',
    share: 'number',
    window: 'text',
    clock: 'choice',
    buyer: 'text',
  })
})

test('what can be given counts, not what is made of it', () => {
  const schema = z.strictObject({ change: z.string() }).transform(({ change }) => ({ change_from: change }))

  expect(kinds(schema)).toEqual({ change: 'text' })
})

test('a setting and its choices are called by the words there are, by their keys otherwise', () => {
  const words: Record<string, string> = { clock: 'Часы', 'clock.working': 'рабочие' }

  const fields = settingFields(
    z.object({ clock: z.enum(['calendar', 'working']) }),
    (key, otherwise) => words[key] ?? otherwise,
  )

  expect(fields).toEqual([
    {
      key: 'clock',
      title: 'Часы',
      kind: 'choice',
      choices: [
        { value: 'calendar', title: 'calendar' },
        { value: 'working', title: 'рабочие' },
      ],
    },
  ])
})
