export * from './contract.ts'
export { createFigures } from './figures.ts'
export { usualFigures } from './usual.ts'
