import { expect, test } from 'vitest'
import { z } from 'zod'
import { checkSettings } from './settings.ts'

const schema = z.strictObject({
  domain: z.string(),
  mode: z.enum(['calendar', 'working']).default('calendar'),
  lines: z
    .strictObject({ line_1: z.array(z.string()).default([]), line_2: z.array(z.string()).default([]) })
    .optional(),
  pages: z.number().optional(),
})

const complaint = (given: unknown, locale: 'ru' | 'en' = 'en'): string => {
  try {
    checkSettings(schema, given, 'svodka.config.ts', ['sources', 'desk'])
  } catch (error) {
    return (error as { say(locale: string): string }).say(locale)
  }
  return 'accepted'
}

test('a misspelt key is named with its path and the nearest right one', () => {
  const said = complaint({ domian: 'acme', domain: 'acme' })

  expect(said).toContain(
    'sources.desk.domian: there is no such setting; did you mean “domain”? Known: domain, mode, lines, pages.',
  )
})

test('a misspelt key deep inside is found as well', () => {
  const said = complaint({ domain: 'acme', lines: { line1: ['Support'] } })

  expect(said).toContain('sources.desk.lines.line1: there is no such setting; did you mean “line_1”?')
})

test('a wrong value is shown beside the allowed ones', () => {
  const said = complaint({ domain: 'acme', mode: 'worknig' })

  expect(said).toContain('sources.desk.mode: “worknig” is none of calendar, working; did you mean “working”?')
})

test('a value that is no text at all is shown as well', () => {
  expect(complaint({ domain: 'acme', mode: { toString: 1 } })).toMatch(/sources\.desk\.mode: .*\{"toString":1\}/)
})

test('a missing setting and a wrong type say what is expected', () => {
  const said = complaint({ pages: 'many' })

  expect(said).toContain('2 settings are wrong in svodka.config.ts')
  expect(said).toContain('sources.desk.domain: is missing; string is expected.')
  expect(said).toContain('sources.desk.pages: number is expected, given: many.')
})

test('the complaint speaks Russian too', () => {
  expect(complaint({ domain: 1 }, 'ru')).toContain('sources.desk.domain: ожидается string, задано: 1.')
})

test('right settings come back with their defaults', () => {
  expect(checkSettings(schema, { domain: 'acme' }, 'svodka.config.ts')).toEqual({ domain: 'acme', mode: 'calendar' })
})

test('settings that are made into something else still know their keys', () => {
  const made = z.strictObject({ domain: z.string() }).transform(({ domain }) => ({ host: domain }))

  const check = () => checkSettings(made, { domian: 'acme' }, 'svodka.config.ts')

  expect(check).toThrow('domian: there is no such setting; did you mean “domain”? Known: domain.')
})
