export * from './contract.ts'
export { createFigures } from './figures.ts'
export { usualFigures, usualOf, usualRows, type Usual } from './usual.ts'
