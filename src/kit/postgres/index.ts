export * from './address.ts'
export * from './contract.ts'
export { explainedConnection, isBrokenOff, type PostgresTold } from './faults.ts'
