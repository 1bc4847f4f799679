export { SAMPLE_CHATS, SAMPLE_MANAGER, SAMPLE_OPERATOR } from './config.ts'
export type { Demo } from './demo.ts'
export { writeSample } from './samples.ts'
export { splitFiles } from './split.ts'

/** The sample workspace, its vendors' stand-ins at work; loaded when asked for. */
export const startDemo = async (...given: Parameters<(typeof import('./demo.ts'))['startDemo']>) =>
  (await import('./demo.ts')).startDemo(...given)
