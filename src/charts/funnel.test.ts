import { expect, test } from 'vitest'
import { chartSamples } from '../../test/samples/charts.ts'
import { chartHeight, renderSvg, type ChartInput } from './index.ts'

const inputOf = (name: string, locale: 'ru' | 'en' = 'en'): ChartInput => {
  const sample = chartSamples(locale)[name]
  if (!sample) throw new Error(name)
  return { spec: sample.spec, table: sample.table, locale, theme: 'light' }
}

const rectangles = (svg: string, colour: string): number[] =>
  [...svg.matchAll(/<path d="([^"]*)"[^>]*fill="([^"]*)"/g)].flatMap(([, path, fill]) => {
    const xs = [...(path ?? '').matchAll(/-?[\d.]+/g)].map(Number)
    return fill === colour && xs.length > 4 ? [widthOf(path ?? '')] : []
  })

/** The widest distance that a path spans from left to right. */
function widthOf(path: string): number {
  const points = [...path.matchAll(/[ML]\s*(-?[\d.]+)[ ,]+(-?[\d.]+)/g)].map(([, x]) => Number(x))
  return Math.max(...points) - Math.min(...points)
}

test('bars are as long as the share of the first step, and each says its figure, its share and the loss before it', async () => {
  const svg = await renderSvg(inputOf('funnel'), { width: 900 })

  const bars = rectangles(svg, '#2f6fb3')
  expect(bars).toHaveLength(7)
  const [first = 0] = bars
  const shares = bars.map((width) => width / first)
  for (const [at, came] of [12_480, 11_902, 7_344, 5_120, 4_211, 3_960, 1_045].entries()) {
    expect(shares[at]).toBeCloseTo(came / 12_480, 1)
  }
  expect(svg).toContain('1,045 · 8.4%')
  expect(svg).toContain('−2,915 (73.6%)')
})

test('groups are each measured by their own first step and stand in the legend', async () => {
  const svg = await renderSvg(inputOf('funnel-groups'), { width: 900 })

  expect(svg).toContain('100.0% · 6,240')
  expect(svg).toContain('100.0% · 2,496')
  expect(svg).toContain('1: Purchase + Lesson done')
  expect(svg).not.toContain('(73.6%)')
})

test('who hears the picture hears every step with its figure and share', async () => {
  const svg = await renderSvg(inputOf('funnel', 'ru'), { width: 390 })

  expect(svg).toContain('aria-label="Воронка: Создание заявки 12\u00a0480 (100,0\u00a0%), ')
  expect(svg).toContain('Покупка 1\u00a0045 (8,4\u00a0%)')
})

test('a step without a figure, a first step of nobody and a table without rows are drawn all the same', async () => {
  const { spec, table } = inputOf('funnel')
  const rows = [
    { event: 'A', users: 0 },
    { event: 'B', users: null },
  ]

  const drawn = await renderSvg({ spec, table: { ...table, rows }, locale: 'en', theme: 'dark' })
  const empty: ChartInput = { spec, table: { ...table, rows: [] }, locale: 'en', theme: 'dark' }

  expect(drawn).toContain('>—<')
  expect(await renderSvg(empty)).toContain('<svg')
  expect(chartHeight(empty)).toBeGreaterThan(0)
})
