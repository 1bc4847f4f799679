import { expect, test } from 'vitest'
import type { LineageView } from '../../api/index.ts'
import { linksOf } from './links.ts'

const column = (name: string, use: 'value' | null, table: string) => ({ name, type: '', meaning: '', from: [{ table, column: name }], isTold: true, use }) // prettier-ignore
const table = (name: string, reads: string[], columns: ReturnType<typeof column>[] = []) => ({ name, layer: 'core' as const, meaning: '', sql: [], columns, reads, isUsed: columns.length > 0 }) // prettier-ignore

test('a link is of use where a column that the metric needs comes that way', () => {
  const view = {
    metric: { id: 'm', title: '', meaning: '', unit: 'count', sql: '', mart: 'mart.a' },
    tables: [
      table('mart.a', ['core.b', 'core.c'], [column('x', 'value', 'core.b'), column('y', null, 'core.c')]),
      table('core.b', []),
      table('core.c', []),
    ],
  } satisfies Pick<LineageView, 'metric' | 'tables'>

  expect(linksOf(view)).toEqual([
    { from: 'metric', to: 'mart.a', isUsed: true },
    { from: 'mart.a', to: 'core.b', isUsed: true },
    { from: 'mart.a', to: 'core.c', isUsed: false },
  ])
})
