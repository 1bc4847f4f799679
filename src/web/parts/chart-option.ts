import type { EChartsOption } from 'echarts'
export function chartOption({ spec, table }: any): EChartsOption {
  if (spec.kind === 'heatmap' || spec.kind === 'interval') return {}
  const cats = [...new Set(table.rows.map((r: any) => r[spec.x]))] as string[]
  const h = spec.kind === 'horizontal-bar'
  const groups: any[] = spec.series
    ? [...Map.groupBy(table.rows, (r: any) => r[spec.series])]
    : spec.y.map((y: string) => [y, table.rows])
  const cat: any = { type: 'category', data: cats, inverse: h }
  return {
    animation: false,
    grid: { left: 8, right: 8, top: 30, bottom: 8, containLabel: true },
    tooltip: { trigger: 'axis' },
    legend: { top: 0 },
    xAxis: h ? { type: 'value' } : cat,
    yAxis: h ? cat : { type: 'value' },
    series: groups.map(([name, rows]) => ({
      name,
      type: /bar/.test(spec.kind) ? 'bar' : 'line',
      stack: spec.kind === 'stacked-bar' ? 'a' : undefined,
      data: cats.map((c) => (rows.find((r: any) => r[spec.x] === c) ?? {})[spec.series ? spec.y[0] : name] ?? null),
    })),
  } as any
}
