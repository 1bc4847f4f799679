export * from './contract.ts'
export * from './insight-contract.ts'
export { openWarehouse } from './warehouse.ts'
