import { expect, test } from 'vitest'
import { support } from './index.ts'
import en from './words/en.json' with { type: 'json' }
import ru from './words/ru.json' with { type: 'json' }

const { definition } = support()

test('both languages have the same texts', () => {
  expect(Object.keys(ru)).toEqual(Object.keys(en))
})

test('no text is empty, and placeholders are the same in both languages', () => {
  const placeholders = (text: string) => [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name))].sort()

  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    expect({ key, isEmpty: ru[key].trim() === '' || en[key].trim() === '' }).toEqual({ key, isEmpty: false })
    expect({ key, placeholders: placeholders(ru[key]) }).toEqual({ key, placeholders: placeholders(en[key]) })
  }
})

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
  expect(definition.words.has('pack.support')).toBe(true)
})

test('every text that a report or dashboard names exists', () => {
  const blocks = definition.reports.flatMap((report) => [report.title, report.meaning, ...report.blocks.map(textOf)])
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

function textOf(block: (typeof definition.reports)[number]['blocks'][number]): string | undefined {
  return 'text' in block ? block.text : block.title
}
