import { expect, test } from 'vitest'
import type { Table } from '../base/index.ts'
import { sampleDocument } from '../../test/samples/reports.ts'
import { LANDSCAPE_WIDTH, PAGE_WIDTH } from './pdf-node.ts'
import { tableNode } from './pdf-table.ts'

interface Laid {
  table?: { widths: number[] }
  pageOrientation?: string
  stack?: unknown[]
}

const TITLE = { text: 'Кому позвонить' }
const laid = (table: Table): Laid[] => tableNode([TITLE], table, sampleDocument('ru')) as Laid[]
const texts = (names: readonly string[], row: readonly string[]): Table => ({
  columns: names.map((name) => ({ name, label: name, unit: 'text' })),
  rows: [Object.fromEntries(names.map((name, at) => [name, row[at] ?? '']))],
})
const widthsOf = (nodes: readonly Laid[]) => nodes.find(({ table }) => table)!.table!.widths

test('columns fill the page, and short texts have no more room than they need in as many lines as the long one', () => {
  const reason = 'Перешёл из сегмента «Лояльные» в «Нельзя потерять». '.repeat(3)

  const [, node] = laid(texts(['Кто', 'Почему'], ['Ким', reason]))

  const [short, long] = widthsOf([node!])
  expect(short! + long! + 2 * 10).toBeCloseTo(PAGE_WIDTH, 6)
  expect(long!).toBeGreaterThan(6 * short!)
})

test('a table whose texts would stand in many lines is turned, and its title goes along', () => {
  const names = Array.from({ length: 9 }, (_, at) => `Столбец ${at}`)
  const long = 'Молчит 134 дня, хотя обычно покупает раз в 13,5 дня'

  const nodes = laid(
    texts(
      names,
      [...names.slice(1), long].map((text) => `${text}, и ещё несколько слов о нём`),
    ),
  )

  expect(nodes[0]).toMatchObject({ stack: [TITLE], pageOrientation: 'landscape' })
  expect(widthsOf(nodes).reduce((sum, width) => sum + width + 10, 0)).toBeCloseTo(LANDSCAPE_WIDTH, 6)
  expect(nodes.at(-1)).toMatchObject({ pageOrientation: 'portrait' })
})

test('a narrow table stays upright under its title', () => {
  const [title, node, ...rest] = laid(texts(['a', 'b'], ['one', 'two']))

  expect(title).toBe(TITLE)
  expect(node).not.toHaveProperty('pageOrientation')
  expect(rest).toEqual([])
})
