import { expect, test } from 'vitest'
import { chartSamples } from '../../test/samples/charts.ts'
import { renderSvg } from './index.ts'
import { sankeyModel, scaleOf, slotsOf } from './sankey-model.ts'
import { squarified } from './treemap-model.ts'

const drawn = async (name: 'treemap' | 'sankey', width: number): Promise<string> => {
  const { spec, table } = chartSamples('ru')[name]!
  const svg = await renderSvg({ spec, table, locale: 'ru', theme: 'light' }, { width })
  return svg
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
}

test('areas are in proportion to the shares and fill the whole', () => {
  const shares = [0.4, 0.25, 0.2, 0.1, 0.04, 0.01]

  const areas = squarified(shares, { x: 10, y: 20, width: 300, height: 200 })

  areas.forEach(({ x, y, width, height }, at) => {
    expect(width * height).toBeCloseTo(shares[at]! * 300 * 200, 6)
    expect([x >= 10 - 1e-9, y >= 20 - 1e-9, x + width <= 310 + 1e-9, y + height <= 220 + 1e-9]).not.toContain(false)
  })
})

test.each([390, 900])(
  'every part of a treemap is named whole, in its area or under the picture: %d pixels',
  async (width) => {
    const { table } = chartSamples('ru')['treemap']!

    const text = await drawn('treemap', width)

    for (const { segment } of table.rows) expect(text).toContain(segment)
  },
)

test('names that have no room beside a sankey end with an ellipsis on a phone and are whole on a wide page', async () => {
  expect(await drawn('sankey', 390)).toMatch(/Могут стать лоял[а-я]*…/)
  expect(await drawn('sankey', 900)).toContain('Могут стать лояльными')
})

test('both sides of a sankey fit, each name has a line, and all that leaves arrives', () => {
  const { spec, table } = chartSamples('ru')['sankey']!
  if (spec.kind !== 'sankey') throw new Error('sankey')

  const model = sankeyModel({ spec, table, locale: 'ru', theme: 'light' }, spec)
  const scale = scaleOf(model, 400)
  const sides = [model.left, model.right].map((nodes) => slotsOf(nodes, scale, 0))

  const total = (values: readonly { value: number }[]) => values.reduce((sum, { value }) => sum + value, 0)
  expect(total(model.left)).toBe(total(model.flows))
  expect(total(model.right)).toBe(total(model.flows))
  for (const slots of sides) {
    expect(slots.at(-1)!.top + slots.at(-1)!.height).toBeLessThanOrEqual(400 + 1e-6)
    expect(Math.min(...slots.map(({ height }) => height))).toBeGreaterThanOrEqual(16)
  }
})

test('states stand in the order of their labels on both sides, those without one after them', () => {
  const { spec, table } = chartSamples('en')['sankey']!
  if (spec.kind !== 'sankey') throw new Error('sankey')
  const labels = { best: 'Best', good: 'Good', bad: 'Bad', gone: 'Gone' }
  const labelled = table.columns.map((column) =>
    column.name === spec.from || column.name === spec.to ? { ...column, labels } : column,
  )
  const moves = [
    ['best', 'bad'],
    ['other', 'good'],
    ['good', 'gone'],
    ['bad', 'best'],
  ]
  const rows = moves.map(([from = '', to = '']) => ({ [spec.from]: from, [spec.to]: to, [spec.value]: 1 }))

  const { left, right } = sankeyModel(
    { spec, table: { ...table, columns: labelled, rows }, locale: 'en', theme: 'light' },
    spec,
  )

  expect(left.map(({ name }) => name)).toEqual(['Best', 'Good', 'Bad', 'other'])
  expect(right.map(({ name }) => name)).toEqual(['Best', 'Good', 'Bad', 'Gone'])
})

test('those who hear a picture hear its parts and moves', async () => {
  const described = async (name: 'treemap' | 'sankey') => {
    const { spec, table } = chartSamples('en')[name]!
    const svg = await renderSvg({ spec, table, locale: 'en', theme: 'light' }, {})
    return /aria-label="([^"]*)"/.exec(svg)![1]!
  }

  expect(await described('treemap')).toMatch(/^Parts of a whole as areas: Hibernating 240 \(24\.1%\); Loyal 170/)
  expect(await described('sankey')).toMatch(/^Moves between states: Hibernating → Hibernating 168 \(70\.0%\)/)
})

test('nothing to draw is said, not drawn', async () => {
  for (const name of ['treemap', 'sankey'] as const) {
    const { spec, table } = chartSamples('en')[name]!
    const svg = await renderSvg({ spec, table: { ...table, rows: [] }, locale: 'en', theme: 'dark' }, {})
    expect(svg).toContain('no figures')
  }
})
