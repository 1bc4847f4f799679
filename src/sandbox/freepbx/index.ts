export {
  startFreepbxSandbox,
  type CallRecord,
  type FreepbxSandbox,
  type FreepbxSandboxOptions,
  type QueueLogFile,
} from './sandbox.ts'
