export { startPostgresSandbox, type PostgresSandbox, type PostgresSandboxOptions } from './sandbox.ts'
