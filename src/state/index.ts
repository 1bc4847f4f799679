export * from './contract.ts'
export * from './entry-contract.ts'
export { openState } from './state.ts'
