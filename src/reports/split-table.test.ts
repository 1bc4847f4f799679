import { expect, test } from 'vitest'
import type { Row, Table } from '../base/index.ts'
import { sampleDocument } from '../../test/samples/reports.ts'
import { renderReport, type ReportDocument } from './index.ts'
import { unzip } from './testing.ts'

const table = (rows: readonly Row[]): Table => ({
  columns: [
    { name: 'buyer', label: 'Покупатель', unit: 'text' },
    {
      name: 'segment',
      label: 'Сегмент',
      unit: 'text',
      labels: { champions: 'Чемпионы', at_risk: 'Под угрозой: [звонить]?' },
    },
    { name: 'revenue', label: 'Выручка', unit: 'money' },
  ],
  rows,
})

const customers = table([
  { buyer: 'Астра', segment: 'at_risk', revenue: 10 },
  { buyer: '=HYPERLINK("http://x")', segment: 'champions', revenue: 1250.5 },
  { buyer: 'Вега', segment: null, revenue: 1 },
  { buyer: 'Гамма', segment: 'own rule & more', revenue: 2 },
  { buyer: 'Дельта', segment: 'OWN RULE & MORE', revenue: 3 },
  { buyer: 'Енисей', segment: 'champions', revenue: 4 },
])

const documentOf = (block: ReportDocument['blocks'][number]): ReportDocument => ({
  ...sampleDocument('ru'),
  blocks: [{ kind: 'statement', text: 'Сказано словами.' }, block],
})

const workbook = async (document: ReportDocument) => {
  const [file] = await renderReport(document, 'xlsx')
  const files = unzip(file!.content)
  const strings = [...(files.get('xl/sharedStrings.xml') ?? '').matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(
    ([, text]) => text ?? '',
  )
  const names = [...(files.get('xl/workbook.xml') ?? '').matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(
    ([, name]) => name,
  )
  const sheet = (number: number) => files.get(`xl/worksheets/sheet${number}.xml`) ?? ''
  const textsOf = (number: number) =>
    [...sheet(number).matchAll(/t="s"[^>]*><v>(\d+)<\/v>/g)].map(([, at]) => strings[Number(at)])
  return { names, sheet, textsOf }
}

test('a split table has a sheet for each value: in the order of its words, then as the rows stand, without a value last', async () => {
  const { names } = await workbook(
    documentOf({ kind: 'table', title: 'Покупатели', table: customers, splitBy: 'segment' }),
  )

  expect(names).toEqual([
    'Сводка',
    'Чемпионы',
    'Под угрозой звонить',
    'own rule &amp; more',
    'OWN RULE &amp; MORE 2',
    'не указано',
  ])
})

test('every sheet has its own rows under a frozen head, figures as numbers, formula-like names as texts', async () => {
  const { sheet, textsOf } = await workbook(
    documentOf({ kind: 'table', title: 'Покупатели', table: customers, splitBy: 'segment' }),
  )

  expect(textsOf(2)).toEqual([
    'Покупатель',
    'Сегмент',
    'Выручка',
    '=HYPERLINK("http://x")',
    'Чемпионы',
    'Енисей',
    'Чемпионы',
  ])
  expect(sheet(2)).toMatch(/<c r="C2"[^>]*><v>1250\.5<\/v><\/c>/)
  for (const number of [2, 3, 4, 5, 6]) {
    expect(sheet(number)).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/)
    expect(sheet(number)).toMatch(/<col [^>]*width="\d/)
    expect(sheet(number)).not.toContain('<f>')
  }
})

test('the first sheet says what is where and how long it is', async () => {
  const { sheet, textsOf } = await workbook(
    documentOf({ kind: 'table', title: 'Покупатели', table: customers, splitBy: 'segment' }),
  )

  expect(textsOf(1)).toEqual(expect.arrayContaining(['Сказано словами.', 'Покупатели', 'Строк', 'Чемпионы']))
  expect([...sheet(1).matchAll(/<c r="B\d+" s="\d+"(?: t="n")?><v>(\d+)<\/v>/g)].map(([, rows]) => rows)).toEqual([
    '2',
    '1',
    '1',
    '1',
    '1',
  ])
})

test('a split table without rows is one sheet, an unsplit one is not listed', async () => {
  const empty = await workbook(documentOf({ kind: 'table', title: 'Покупатели', table: table([]), splitBy: 'segment' }))
  const whole = await workbook(documentOf({ kind: 'table', title: 'Покупатели', table: customers }))

  expect(empty.names).toEqual(['Сводка', 'Покупатели'])
  expect(whole.names).toEqual(['Сводка', 'Покупатели'])
  expect(whole.textsOf(1)).not.toContain('Покупатели')
})

test('pages and paper show a split table whole', async () => {
  const [split, whole] = await Promise.all(
    [{ splitBy: 'segment' }, {}].map(async (more) => {
      const document = documentOf({ kind: 'table', title: 'Покупатели', table: customers, ...more })
      return (await Promise.all((['html', 'md'] as const).map((format) => renderReport(document, format)))).flat()
    }),
  )

  expect(split).toEqual(whole)
})

test('a name is never cut within a letter', async () => {
  const segment = `${'я'.repeat(30)}😀`

  const { names } = await workbook(
    documentOf({ kind: 'table', title: 'Т', table: table([{ buyer: 'А', segment, revenue: 1 }]), splitBy: 'segment' }),
  )

  expect(names[1]).toBe('я'.repeat(30))
})
