export type { DeskAgent, DeskGroup, DeskRating, DeskTicket, SandboxDesk } from './desk.ts'
export { startFreshdeskSandbox, type FreshdeskSandbox, type FreshdeskSandboxOptions } from './sandbox.ts'
