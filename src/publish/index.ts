export { checkTarget } from './check.ts'
export type { CheckParts, Publication, PublishedMart, PublishParts, PublishTarget } from './contract.ts'
export { publish } from './publish.ts'
