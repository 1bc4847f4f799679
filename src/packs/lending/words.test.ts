import { expect, test } from 'vitest'
import { lending } from './index.ts'

const { definition } = lending()

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
  expect(definition.words.has('pack.lending')).toBe(true)
})

test('every text that a report or dashboard names exists', () => {
  const blocks = definition.reports.flatMap((report) => [
    report.title,
    report.meaning,
    ...report.blocks.map((block) => ('text' in block ? block.text : block.title)),
  ])
  const tiles = definition.dashboards.flatMap((dashboard) => [
    dashboard.title,
    dashboard.meaning,
    ...dashboard.tiles.map(({ title }) => title),
  ])

  const named = [...blocks, ...tiles].filter((key) => key !== undefined)
  expect(named.filter((key) => !definition.words.has(key))).toEqual([])
})

test('a meaning in words says what the metric says', () => {
  for (const metric of definition.metrics) {
    expect(definition.words.say('en', `metric.${metric.id}.meaning`)).toBe(metric.meaning)
  }
})

test('every value of an ordered dimension has a name', () => {
  const values = definition.dimensions.flatMap(({ id, order = [] }) => order.map((value) => `value.${id}.${value}`))

  expect(values.filter((key) => !definition.words.has(key))).toEqual([])
})
