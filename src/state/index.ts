export * from './contract.ts'
export { openState } from './state.ts'
