export {
  startFreepbxSandbox,
  type CallRecord,
  type FreepbxSandbox,
  type FreepbxSandboxOptions,
  type GrowingFile,
} from './sandbox.ts'
