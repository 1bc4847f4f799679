export * from './contract.ts'
export * from './insight-contract.ts'
export { isWarehouseHeld, readWarehouseCopy } from './copy.ts'
export { openWarehouse } from './warehouse.ts'
