import { describe, expect, test } from 'vitest'
import type { ChartSpec, Locale } from '../base/index.ts'
import { chartHeight, chartOption, type ChartInput } from './index.ts'
import { chartSamples } from '../../test/samples/charts.ts'

type Loose = Record<string, any> // eslint-disable-line @typescript-eslint/no-explicit-any

const optionOf = (name: string, more: Partial<ChartInput> = {}, locale: Locale = 'ru'): Loose => {
  const sample = chartSamples(locale)[name]
  if (!sample) throw new Error(name)
  return chartOption({ spec: sample.spec, table: sample.table, locale, theme: 'light', width: 900, ...more }) as Loose
}

const shown = (option: Loose): Loose[] => option['series'].filter(({ silent }: Loose) => !silent)

describe('lines', () => {
  test('a missing figure is a gap, not a zero and not a bridge', () => {
    const urgent = shown(optionOf('line')).find(({ name }) => name === 'Срочный')

    expect(urgent?.['data'][4].value).toBeNull()
    expect(urgent?.['connectNulls']).toBe(false)
  })

  test('a missing period has its place on the axis', () => {
    const spec: ChartSpec = { kind: 'line', x: 'm', y: ['v'] }
    const columns = [
      { name: 'm', label: 'Месяц', unit: 'day' as const },
      { name: 'v', label: 'Время', unit: 'hours' as const },
    ]
    const rows = [
      { m: '2023-01-01', v: 1 },
      { m: '2023-02-01', v: 2 },
      { m: '2023-04-01', v: 4 },
    ]

    const option = chartOption({ spec, table: { columns, rows }, locale: 'ru', theme: 'light', width: 900 }) as Loose

    expect(option['xAxis'][0].data).toEqual(['янв. 2023', 'февр. 2023', 'март 2023', 'апр. 2023'])
    expect(option['series'][0].data.map(({ value }: Loose) => value)).toEqual([1, 2, null, 4])
  })

  test('what is not complete is a second, dashed line from the last complete point on', () => {
    const [whole, open] = shown(optionOf('line', { incompleteFrom: '2023-12-01' }))

    expect(whole?.['data'].at(-1).value).toBeNull()
    expect(open?.['data'].findIndex(({ value }: Loose) => value !== null)).toBe(10)
    expect(open?.['lineStyle'].type).toEqual([6, 4])
    expect(open?.['name']).toBe(whole?.['name'])
  })

  test('the shaded stretch lies over whole August and September, its name above the plot', () => {
    const spans = optionOf('line')['series'].find(({ name }: Loose) => name === 'spans')

    const [[from, to]] = spans.markArea.data
    expect([from.xAxis, to.xAxis]).toEqual([7, 9])
    expect(from.name.replace('\n', ' ')).toBe('Новая сортировка обращений')
  })

  test('between weeks a stretch begins where its day lies', () => {
    const spans = optionOf('band')['series'].find(({ name }: Loose) => name === 'spans')

    // 1 August 2023 is the Tuesday of the week that began on 31 July, the 22nd one
    expect(spans.markArea.data[0][0].xAxis).toBeCloseTo(21 + 1 / 7)
  })

  test('the band stands between its bounds and is silent', () => {
    const option = optionOf('band')

    const [low, height] = option['series'].filter(({ stack }: Loose) => stack === 'band')
    expect(low.data[0] + height.data[0]).toBeCloseTo(23.8)
    expect(low.data[0]).toBeCloseTo(20.2)
    expect([low.silent, height.silent]).toEqual([true, true])
  })

  test('a fit is dashed and has no dots', () => {
    const fit = shown(optionOf('band')).find(({ name }) => name === 'Модель')

    expect(fit?.['lineStyle'].type).toEqual([6, 4])
    expect(fit?.['data'].every(({ symbol }: Loose) => symbol === 'none')).toBe(true)
  })

  test('lines far above zero show their shape, those near it keep zero', () => {
    expect(optionOf('band')['yAxis'][0].min).toBe(15)
    expect(optionOf('line')['yAxis'][0].min).toBe(0)
  })
})

describe('bars', () => {
  test('bars and areas begin at zero', () => {
    for (const name of ['bar', 'stacked-bar', 'area', 'stacked-area', 'bar-categories']) {
      expect(optionOf(name)['yAxis'][0].min).toBe(0)
    }
  })

  test('shares are stacked up to the whole and written as percent', () => {
    const option = optionOf('stacked-bar')

    expect(option['yAxis'][0].max).toBe(1)
    expect(option['yAxis'][0].axisLabel.formatter(0.2)).toBe('20\u00A0%')
    expect(new Set(option['series'].map(({ stack }: Loose) => stack))).toEqual(new Set(['total']))
  })

  test('bars of an incomplete month are pale', () => {
    const [created] = optionOf('bar', { incompleteFrom: '2023-12-01' })['series']

    expect(created.data.at(-1).itemStyle.opacity).toBeLessThan(0.6)
    expect(created.data.at(-2).itemStyle.opacity).toBeUndefined()
  })

  test('thousands on an axis stay thousands in both languages', () => {
    expect(optionOf('bar', {}, 'en')['yAxis'][0].axisLabel.formatter(3000)).toBe('3,000')
    expect(optionOf('bar')['yAxis'][0].axisLabel.formatter(3000)).toBe('3\u00A0000')
  })

  test('every name of a lying bar is kept whole, in lines', () => {
    const option = optionOf('horizontal-bar', { width: 390 })

    expect(option['yAxis'].data[0].replaceAll('\n', ' ')).toBe('Ошибка при выгрузке документов в бухгалтерию')
    expect(option['yAxis'].axisLabel.interval).toBe(0)
    expect(option['yAxis'].inverse).toBe(true)
  })

  test('standing bars write every category whatever the width', () => {
    for (const width of [390, 900]) expect(optionOf('bar-categories', { width })['xAxis'][0].axisLabel.interval).toBe(0)
  })

  test('values that have words are called by them', () => {
    const columns = [
      { name: 'p', label: 'Приоритет', unit: 'text' as const, labels: { high: 'Высокий' } },
      { name: 'n', label: 'Обращений', unit: 'count' as const },
    ]
    const rows = [
      { p: 'high', n: 3 },
      { p: null, n: 1 },
    ]

    const spec: ChartSpec = { kind: 'bar', x: 'p', y: ['n'] }
    const option = chartOption({ spec, table: { columns, rows }, locale: 'ru', theme: 'light', width: 900 }) as Loose

    expect(option['xAxis'][0].data).toEqual(['Высокий', 'не указано'])
  })
})

describe('heat maps and intervals', () => {
  test('a heat map keeps the order of the rows from above and leaves what is missing empty', () => {
    const option = optionOf('heatmap-written')

    expect(option['yAxis'].data).toEqual(['Линия 1', 'Линия 2', 'Разработка'])
    expect(option['series'][0].data).toHaveLength(11)
    expect(option['series'][0].data[0].label).toMatchObject({ show: true, formatter: '12' })
  })

  test('small squares are not written in; a scale says what their colours mean', () => {
    const option = optionOf('heatmap', { width: 390 })

    expect(option['series'][0].data[0].label.show).toBe(false)
    expect(option['graphic']).toHaveLength(3)
  })

  test('an interval has its reference inside the axis and its figures beside it', () => {
    const option = optionOf('interval')

    expect(option['xAxis'].max).toBeGreaterThanOrEqual(0)
    expect(option['series'][0].markLine.data).toEqual([{ xAxis: 0 }])
    expect(option['yAxis'][1].data[0].replace(/\s/g, ' ')).toBe('-5,2 ч (от -6,4 ч до -4,1 ч)')
    expect(option['yAxis'][1].data.at(-1)).toBe('—')
  })
})

test('a tooltip names the period and every series, and escapes names from data', () => {
  const sample = chartSamples('ru')['line']
  if (!sample) throw new Error('line')
  const rows = sample.table.rows.map((row) => ({
    ...row,
    priority: row['priority'] === 'Низкий' ? '<b>x</b>' : (row['priority'] ?? null),
  }))
  const option = chartOption({
    spec: sample.spec,
    table: { ...sample.table, rows },
    locale: 'ru',
    theme: 'dark',
  }) as Loose

  const html = option['tooltip'].formatter([{ dataIndex: 2 }])

  expect(html).toContain('март 2023')
  expect(html).toContain('&lt;b&gt;x&lt;/b&gt;')
  expect(html).not.toContain('<b>')
})

test('pictures are described for those who hear them', () => {
  expect(optionOf('bar')['aria'].label.description).toBe(
    'Столбчатая диаграмма: Создано, Решено. 12 точек, от «янв. 2023» до «дек. 2023». Наименьшее 1\u00A0740, наибольшее 2\u00A0750.',
  )
  expect(optionOf('interval', {}, 'en')['aria'].label.description).toContain('Low -8.1 hr (from -11.3 hr to -4.8 hr)')
})

test('rows of lying pictures each have their room', () => {
  const sample = chartSamples('ru')['horizontal-bar']
  if (!sample) throw new Error('horizontal-bar')
  const height = (width: number) =>
    chartHeight({ spec: sample.spec, table: sample.table, locale: 'ru', theme: 'light', width })

  expect(height(390)).toBeGreaterThan(height(900))
  expect(height(900)).toBeGreaterThan(5 * 26)
})

test('a table without rows still gives a picture', () => {
  for (const { spec, table } of Object.values(chartSamples('en'))) {
    const empty = { spec, table: { ...table, rows: [] }, locale: 'en' as const, theme: 'light' as const }
    expect(Array.isArray(chartOption(empty)['series'])).toBe(true)
  }
})
