export { checkTarget } from './check.ts'
export type { Publication, PublishTarget } from './contract.ts'
export { publish } from './publish.ts'
