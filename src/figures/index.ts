export * from './contract.ts'
export { createFigures } from './figures.ts'
export { usualFigures, usualOf, usualRows } from './usual.ts'
