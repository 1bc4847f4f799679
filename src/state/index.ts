export * from './contract.ts'
export * from './entry-contract.ts'
export { readApplied } from './applied.ts'
export { openState } from './state.ts'
