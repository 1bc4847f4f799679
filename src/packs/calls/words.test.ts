import { expect, test } from 'vitest'
import { callsModels, openCallsDesk } from '../../../test/calls/calls-desk.ts'
import { calls } from './index.ts'
import { FORMULAS } from './settings.ts'

const { definition } = calls()

test('every formula is a sentence with its seconds in both languages, and settings that are wrong break no words', () => {
  for (const formula of FORMULAS) {
    const { words } = calls({ serviceLevel: { formula, seconds: 30 } }).definition
    expect(words.say('en', 'metric.calls.service_level.meaning')).toContain('within 30 s')
    expect(words.say('ru', 'metric.calls.service_level.meaning')).toContain('за 30 с')
    expect(words.say('ru', 'metric.calls.service_level')).toBe('Уровень сервиса, 30 с')
  }
  expect(calls({ serviceLevel: { formula: 'best' } }).definition.words.has('metric.calls.service_level')).toBe(true)
})

test('every column of a mart has a name for people', async () => {
  const desk = await openCallsDesk()
  const tables = (await desk.warehouse.layers()).filter(({ layer }) => layer === 'mart')
  await desk.close()

  const dimensions = new Set(definition.dimensions.flatMap(({ columns }) => Object.values(columns)))
  const unnamed = tables.flatMap(({ columns }) =>
    columns.map(({ name }) => name).filter((name) => !dimensions.has(name) && !definition.words.has(`column.${name}`)),
  )
  expect([...new Set(unnamed)]).toEqual([])
  expect(tables.length).toBe(callsModels().filter(({ layer }) => layer === 'mart').length)
})
