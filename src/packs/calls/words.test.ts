import { expect, test } from 'vitest'
import { callsModels, openCallsDesk } from '../../../test/calls/calls-desk.ts'
import { calls } from './index.ts'
import { FORMULAS } from './settings.ts'

const { definition } = calls()

test('every metric, dimension, analysis, report and dashboard has a name and a meaning', () => {
  const keys = [
    ...definition.metrics.map(({ id }) => `metric.${id}`),
    ...definition.dimensions.map(({ id }) => `dimension.${id}`),
    ...definition.analyses.map(({ id }) => `analysis.${id}`),
    ...definition.reports.map(({ id }) => `report.${id}`),
    ...definition.dashboards.map(({ id }) => `dashboard.${id}`),
  ]

  const wanted = keys.flatMap((key) => [key, `${key}.meaning`])
  expect(wanted.filter((key) => !definition.words.has(key))).toEqual([])
  expect(definition.words.has('pack.calls')).toBe(true)
})

test('every text that a dashboard names exists', () => {
  const named = definition.dashboards.flatMap(({ title, meaning, tiles }) => [
    title,
    meaning,
    ...tiles.map((tile) => tile.title),
  ])

  expect(named.filter((key) => !definition.words.has(key))).toEqual([])
})

test('a meaning in words says what the metric and the dimension say', () => {
  for (const { id, meaning } of definition.metrics)
    expect(definition.words.say('en', `metric.${id}.meaning`)).toBe(meaning)
  for (const { id, meaning } of definition.dimensions)
    expect(definition.words.say('en', `dimension.${id}.meaning`)).toBe(meaning)
})

test('every value of an ordered dimension has a name', () => {
  const values = definition.dimensions.flatMap(({ id, order = [] }) => order.map((value) => `value.${id}.${value}`))

  expect(values.filter((key) => !definition.words.has(key))).toEqual([])
})

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
