import { expect, test } from 'vitest'
import { chartSamples } from '../../test/samples/charts.ts'
import { renderSvg } from './index.ts'
import { textWidth, wrapText } from './text.ts'

const texts = (svg: string): string =>
  [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]*)</g)]
    .map(([, text]) => text)
    .join(' ')
    .replace(/\s+/g, ' ')

test.each(Object.entries(chartSamples('ru')))(
  '%s: every Cyrillic category is in the picture, on a phone too',
  async (_, { spec, table }) => {
    if (spec.kind === 'line' || spec.kind === 'area' || spec.kind === 'treemap' || spec.kind === 'sankey') return
    const name =
      spec.kind === 'interval'
        ? spec.label
        : spec.kind === 'funnel'
          ? spec.step
          : spec.kind === 'heatmap'
            ? spec.y
            : spec.x
    const labels = [...new Set(table.rows.map((row) => String(row[name])))].filter((label) => /[а-я]/.test(label))

    for (const width of [390, 900]) {
      const svg = await renderSvg({ spec, table, locale: 'ru', theme: 'light' }, { width })
      for (const label of labels) expect(texts(svg)).toContain(label)
    }
  },
)

test('a picture has a role, a description, its size and a title where it is asked for', async () => {
  const sample = chartSamples('ru')['line']
  if (!sample) throw new Error('line')

  const svg = await renderSvg(
    { ...sample, locale: 'ru', theme: 'light' },
    { width: 700, height: 400, title: 'Время <решения>' },
  )

  expect(svg).toMatch(
    /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="700" height="400" viewBox="0 0 700 400" font-family="[^"]+" role="img"/,
  )
  expect(svg).toContain('aria-label="Линейный график: Низкий, Средний, Высокий, Срочный.')
  expect(texts(svg)).toContain('Время &lt;решения&gt;')
})

test('equal inputs give equal pictures, however many were drawn before', async () => {
  const sample = chartSamples('en')['stacked-area']
  if (!sample) throw new Error('stacked-area')
  const draw = () => renderSvg({ ...sample, locale: 'en', theme: 'dark' }, { id: 'p1' })

  expect(await draw()).toBe(await draw())
})

test('texts are measured as PT Sans has them', () => {
  // "н" is 540 thousandths of the size, a space 267
  expect(textWidth('нн н', 100)).toBeCloseTo(3 * 54 + 26.7)
  expect(wrapText('Ошибка при выгрузке документов', 100, 12, 2)).toEqual(['Ошибка при', 'выгрузке докуме…'])
})
