import { expect, test } from 'vitest'
import { renderReport, type ReportDocument } from '../../reports/index.ts'
import { pinnedWorld } from '../../../test/pinned-world.ts'
import { NOW, sampleReport } from '../../../test/telegram/report.ts'
import { reportParts, textParts } from './parts.ts'

const messages = (document: ReportDocument) =>
  textParts(document).map(({ body }) => String(body['html']).replaceAll(/[\u00A0\u202F]/g, ' '))

test('a report is read in a minute: the day, figures against the usual, what stands out, small tables, up to when the data is complete', () => {
  expect(messages(sampleReport('ru'))).toEqual([
    `<b>Утро &lt;поддержки&gt; &amp; друзей</b>
воскресенье, 31 декабря 2023 г.

<b>Вчера (в сравнении с обычным)</b>
Создано: <b>23</b> ▲ 9,5 % (обычно 21)
🔴 Время решения: <b>35,2 ч</b> ▲ 67,2 % (обычно 21,1 ч)
Открыто: <b>83</b> (было 83)

Время решения: 35,2 ч — заметно выше обычного.

<b>На что посмотреть</b>

<b>По приоритетам</b>
<pre>Приоритет  Обращений
Срочный            5
&lt;b&gt;&amp;&quot;'         1 200</pre>

<b>Операторы</b>
Эту часть составить не удалось: источник не настроен

<i>Данные: desk — на 1 янв. 2024 г., 00:00 (Москва)</i>`,
  ])
})

test('stale data is the first line', () => {
  const [first] = messages({ ...sampleReport('en'), warning: 'The data is older than it should be: desk.' })

  expect(first).toMatch(/^<b>⚠️ The data is older than it should be: desk\.<\/b>\n\n<b>Support/)
})

test('a long report keeps its figures and sentences; the rest is behind the buttons', () => {
  const report = sampleReport('en')
  const prose = Array.from({ length: 9 }, (_, index) => ({
    kind: 'text' as const,
    text: `Paragraph ${index}. ${'word '.repeat(60)}`,
  }))
  const claims = { kind: 'claims' as const, items: [{ id: 'a', verdict: 'confirmed' as const, sentence: 'It fell.' }] }
  const text = messages({ ...report, blocks: [...prose, ...report.blocks, claims] }).join('\n')

  expect(text).toContain('Paragraph 4')
  expect(text).not.toContain('Paragraph 7')
  expect(text).toContain('Created: <b>23</b>')
  expect(text).toContain('• It fell.')
  expect(text).toContain('The rest is behind the buttons below and in the PDF.')
})

test('a sentence stands below its heading, and a heading below which nothing stands is left out', () => {
  const report = sampleReport('en')
  const wide = {
    columns: Array.from({ length: 5 }, (_, at) => ({ name: `c${at}`, label: `C${at}`, unit: 'count' as const })),
    rows: [{ c0: 1 }],
  }
  const [text] = messages({
    ...report,
    blocks: [
      { kind: 'heading', text: 'Funnel' },
      { kind: 'heading', text: 'By step', level: 3 },
      { kind: 'statement', text: 'One in four arrived.' },
      { kind: 'heading', text: 'Pictures' },
      report.blocks[2]!,
      { kind: 'table', title: 'Wide', table: wide },
    ],
  })

  expect(text).toContain('\n\n<b>Funnel</b>\n\n<b>By step</b>\nOne in four arrived.\n\n')
  expect(text).not.toMatch(/Pictures|Wide/)
})

test('text first, pictures after it, whole files last; texts are the same without them', async () => {
  const report = sampleReport('ru')
  const parts = await reportParts(report, { files: ['xlsx'], hasPictures: true }, pinnedWorld(NOW))
  const texts = await reportParts(report, { files: [], hasPictures: false }, pinnedWorld(NOW))

  expect(parts.map(({ part }) => part)).toEqual(['text-1', 'picture-1', 'file-1'])
  expect(parts[1]?.body).toEqual({ kind: 'picture', name: 'desk-morning-2024-01-01-01.png', caption: 'По дням' })
  expect(texts).toEqual(parts.slice(0, 1))
  expect(JSON.parse(JSON.stringify(parts[0]?.body))).toEqual(parts[0]?.body)
  expect(parts[2]?.content?.length).toBe((await renderReport(report, 'xlsx'))[0]?.content.length)
})

test('a picture that cannot be drawn is told and left out; the others keep their numbers', async () => {
  const report = sampleReport('ru')
  const chart = report.blocks[2]!
  const broken = { ...chart, title: 'Сломанная', spec: { kind: 'pie' } } as never
  const problems: string[] = []

  const parts = await reportParts(
    { ...report, blocks: [broken, chart] },
    { files: [], hasPictures: true, onProblem: (cause) => void problems.push(cause.ru) },
    pinnedWorld(NOW),
  )

  expect(parts.map(({ part }) => part)).toEqual(['text-1', 'picture-2'])
  expect(problems).toEqual(['«Сломанная» подготовить не удалось: ошибка внутри программы; подробности в журнале'])
})
