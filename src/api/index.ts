/* What server and browser say to each other: schemas check what comes in, and their types say what goes out. */

export * from './answers.ts'
export * from './app.ts'
export * from './dashboards.ts'
export * from './data.ts'
export * from './delivery.ts'
export * from './people.ts'
export * from './questions.ts'
export * from './reports.ts'
export * from './saved.ts'
export { localeQuery, localeSchema } from './scalars.ts'
export type { Answer, AnalysisAnswer, Catalog, DimensionValue } from '../base/index.ts'
