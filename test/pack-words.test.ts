import { describe, expect, test } from 'vitest'
import * as packs from '../src/packs/index.ts'

describe.each(Object.values(packs).map((pack) => pack().definition))('the pack $id', (pack) => {
  const { id, words, metrics, dimensions, analyses, reports, dashboards } = pack
  const missing = (keys: readonly (string | undefined)[]) => keys.filter((key) => key !== undefined && !words.has(key))

  test('every metric, dimension, analysis, report and dashboard has a name and a meaning', () => {
    const keys = Object.entries({
      metric: metrics,
      dimension: dimensions,
      analysis: analyses,
      report: reports,
      dashboard: dashboards,
    }).flatMap(([kind, all]) => all.map((one: { id: string }) => `${kind}.${one.id}`))

    expect(missing([`pack.${id}`, ...keys.flatMap((key) => [key, `${key}.meaning`])])).toEqual([])
    expect(keys.length).toBeGreaterThan(0)
  })

  test('every text that a report or dashboard names exists', () => {
    const blocks = reports.flatMap(({ title, meaning, blocks: all }) => [
      title,
      meaning,
      ...all.map((block) => ('text' in block ? block.text : block.title)),
    ])
    const tiles = dashboards.flatMap(({ title, meaning, tiles: all }) => [
      title,
      meaning,
      ...all.map((tile) => tile.title),
    ])

    expect(missing([...blocks, ...tiles])).toEqual([])
  })

  test('a meaning in words says what the metric and the dimension say', () => {
    for (const metric of metrics) expect(words.say('en', `metric.${metric.id}.meaning`)).toBe(metric.meaning)
    for (const dimension of dimensions)
      expect(words.say('en', `dimension.${dimension.id}.meaning`)).toBe(dimension.meaning)
  })

  test('every value of an ordered dimension has a name', () => {
    const values = dimensions.flatMap(({ id: of, order = [] }) => order.map((value) => `value.${of}.${value}`))

    expect(missing(values)).toEqual([])
  })
})
