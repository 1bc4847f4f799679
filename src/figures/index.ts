export * from './contract.ts'
export { createFigures } from './figures.ts'
export { usualFigures, type UsualFigure } from './usual.ts'
