export type { OnecConfiguration, OnecSale, OnecSaleLine } from './base.ts'
export { startOnecSandbox, type OnecSandbox, type OnecSandboxOptions } from './sandbox.ts'
