export type { OnecConfiguration, OnecSale } from './base.ts'
export { startOnecSandbox, type OnecSandbox, type OnecSandboxOptions } from './sandbox.ts'
