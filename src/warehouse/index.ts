export * from './contract.ts'
export { openWarehouse } from './warehouse.ts'
