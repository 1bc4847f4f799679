export * from './contract.ts'
export { createFigures } from './figures.ts'
export { metricSelect, type MetricFrame } from './metric-select.ts'
export { usualFigures, usualOf, usualRows } from './usual.ts'
