export * from './contract.ts'
export { createFigures } from './figures.ts'
export { metricSelect } from './metric-select.ts'
export { usualFigures, usualOf, usualRows } from './usual.ts'
