export * from './address.ts'
export { explainedConnection, isBrokenOff, type PostgresTold } from './faults.ts'
