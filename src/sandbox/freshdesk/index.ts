export type { DeskTicket, SandboxDesk } from './desk.ts'
export { startFreshdeskSandbox, type FreshdeskSandbox, type FreshdeskSandboxOptions } from './sandbox.ts'
