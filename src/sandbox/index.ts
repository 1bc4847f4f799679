export * from './freshdesk/index.ts'
export type { Fault, SandboxRequest } from './faults.ts'
