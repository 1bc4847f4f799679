import type { Answer, Cell, Row } from '../../base/index.ts'

/** An answer of `period`, dimensions and metrics named by the columns of its first row: `#` begins a metric. */
export function answerOf(
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  part: Partial<Answer> = {},
): Answer {
  const columns = names.map((given) => {
    const isMetric = given.startsWith('#')
    const name = isMetric ? given.slice(1) : given
    const kind = isMetric ? 'metric' : name === 'period' ? 'period' : 'dimension'
    const unit = isMetric ? 'count' : name === 'period' ? 'day' : 'text'
    return { name, label: name, kind, unit } as const
  })
  return {
    columns,
    rows: rows.map((cells): Row => Object.fromEntries(cells.map((cell, place) => [columns[place]?.name ?? '', cell]))),
    units: {},
    asOf: {},
    period: {
      from: '2023-01-01',
      to: '2023-12-31',
      timeZone: 'UTC',
      ...(names.includes('period') ? { grain: 'quarter' as const } : {}),
    },
    sql: '',
    isCut: false,
    ...part,
  }
}
