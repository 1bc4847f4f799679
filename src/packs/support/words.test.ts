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
    expect(ru[key].trim(), key).not.toBe('')
    expect(en[key].trim(), key).not.toBe('')
    expect(placeholders(ru[key]), key).toEqual(placeholders(en[key]))
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

  for (const key of keys) {
    expect(definition.words.has(key), key).toBe(true)
    expect(definition.words.has(`${key}.meaning`), `${key}.meaning`).toBe(true)
  }
  expect(definition.words.has('pack.support')).toBe(true)
})

test('every text that a report or dashboard names exists', () => {
  const blocks = definition.reports.flatMap((report) => [report.title, report.meaning, ...report.blocks.map(textOf)])
  const tiles = definition.dashboards.flatMap((dashboard) => [
    dashboard.title,
    dashboard.meaning,
    ...dashboard.tiles.map(({ title }) => title),
  ])

  for (const key of [...blocks, ...tiles]) {
    if (key !== undefined) expect(definition.words.has(key), key).toBe(true)
  }
})

test('a meaning in words says what the metric says', () => {
  for (const metric of definition.metrics) {
    expect(definition.words.say('en', `metric.${metric.id}.meaning`)).toBe(metric.meaning)
  }
})

function textOf(block: (typeof definition.reports)[number]['blocks'][number]): string | undefined {
  return 'text' in block ? block.text : block.title
}
