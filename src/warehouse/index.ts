export * from './contract.ts'
export * from './insight-contract.ts'
export type { TableColumn } from './trace.ts'
export { openWarehouse } from './warehouse.ts'
