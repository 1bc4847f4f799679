export * from './freshdesk/index.ts'
export type { Fault, FaultKind, SandboxRequest } from './faults.ts'
