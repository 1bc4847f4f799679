import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pressData, readPress, reportKeyboard, type Press } from './buttons.ts'
import { detailParagraphs, detailsOf } from './details.ts'
import { splitMessages } from './rich.ts'
import { sampleReport, TODAY } from '../../../test/telegram/report.ts'

const anyPress = (report: string): fc.Arbitrary<Press> =>
  fc.constantFrom<Press[]>(
    { what: 'detail', report, date: TODAY, detail: 'x8Kd03aQ' },
    { what: 'csv', report, date: TODAY, detail: 'x8Kd03aQ' },
    { what: 'pdf', report, date: TODAY },
    { what: 'tables', report, date: TODAY },
    { what: 'page', report, date: TODAY, page: 12 },
    { what: 'report', report },
  )

test('a button of any report holds at most 64 bytes, and is understood by whoever may see that report', () => {
  const names = fc.oneof(
    fc.string({ minLength: 1, maxLength: 200 }),
    fc.constantFrom('отчёт.о.продажах.за.прошлый.месяц.и.год', 'a|b', '#x'),
  )
  fc.assert(
    fc.property(names.chain(anyPress), (press) => {
      const data = pressData(press)

      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64)
      expect(readPress(data, ['desk.other', press.report])).toEqual(press)
      expect(readPress(data, ['desk.other'])).toBeUndefined()
    }),
  )
})

test('data that nobody of us wrote means nothing', () => {
  for (const data of [
    '',
    'd',
    'd|desk.morning',
    'd|desk.morning|tomorrow|x',
    'x|desk.morning|2024-01-01|',
    'n|desk.morning|2024-01-01|-1',
  ]) {
    expect(readPress(data, ['desk.morning'])).toBeUndefined()
  }
})

test('a report has a button for each table, and files; many tables stand on pages', () => {
  const report = sampleReport('ru')
  const many = {
    ...report,
    blocks: Array.from({ length: 20 }, (_, index) => ({ ...report.blocks[4]!, title: `Таблица ${index}` }) as never),
  }

  expect(reportKeyboard(report).map((row) => row.map(({ text }) => text))).toEqual([
    ['Вчера', 'По дням'],
    ['По приоритетам', 'Все обращения'],
    ['PDF', 'CSV'],
  ])
  expect(
    reportKeyboard(many, 1)
      .map((row) => row.map(({ text }) => text))
      .slice(-3),
  ).toEqual([
    ['Таблица 14', 'Таблица 15'],
    ['← Назад', 'Ещё →'],
    ['PDF', 'CSV'],
  ])
  expect(
    reportKeyboard(many, 99)
      .at(-2)
      ?.map(({ text }) => text),
  ).toEqual(['← Назад'])
})

test('a block is found again when the blocks before it failed', () => {
  const report = sampleReport('ru')
  const later = { ...report, blocks: report.blocks.slice(3) }

  expect(detailsOf(later).map(({ key }) => key)).toEqual(
    detailsOf(report)
      .slice(2)
      .map(({ key }) => key),
  )
  expect(
    new Set(detailsOf({ ...report, blocks: [...report.blocks, ...report.blocks] }).map(({ key }) => key)).size,
  ).toBe(8)
})

test('a picture whose table stands in the report by the same name has one button, for the table', () => {
  const report = sampleReport('ru')
  const table = report.blocks.find((block) => block.kind === 'table')!
  const both = detailsOf({ ...report, blocks: [...report.blocks, { ...table, title: 'По дням' }] })

  expect(both.filter(({ title }) => title === 'По дням').map(({ block }) => block.kind)).toEqual(['table'])
  expect(detailsOf(report).map(({ title, block }) => `${block.kind} ${title}`)).toContain('chart По дням')
})

test('a long table is written aligned, its long names as letters, and says how many rows the file has more', () => {
  const report = sampleReport('ru')
  const [, days, , all] = detailsOf(report)
  const [message] = splitMessages(detailParagraphs(all!, report))
  const [byDay] = splitMessages(detailParagraphs(days!, report))

  const lines = message?.text.split('\n') ?? []
  expect(lines.slice(0, 4)).toEqual(['Все обращения', '', 'A — Среднее время решения', 'B — Обращений'])
  const widths = lines.slice(6, 31).map((line) => line.replaceAll(/\s/g, ' ').length)
  expect([...new Set(widths)]).toEqual([34])
  expect(lines.at(-1)).toBe('…ещё 12 строк — в файле CSV.')
  // of days the newest are shown
  expect(byDay?.text).toContain('31 дек.')
  expect(byDay?.text).toContain('…ещё 7 строк')
})
