export { support } from './support/index.ts'
