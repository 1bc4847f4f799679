export { startFreepbxSandbox, type CallRecord, type FreepbxSandbox, type FreepbxSandboxOptions } from './sandbox.ts'
