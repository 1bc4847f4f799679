export * from './freshdesk/index.ts'
export * from './postgres/index.ts'
export * from './telegram/index.ts'
export type { Fault, SandboxRequest } from './faults.ts'
