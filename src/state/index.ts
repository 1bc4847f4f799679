export * from './contract.ts'
export * from './entry-contract.ts'
export type { PostgresPlace, StatePlace } from './place.ts'
export { readApplied } from './applied.ts'
export { copyState } from './copy.ts'
export type { RestoredState } from './restored.ts'

/** See `state.ts`; what it stands on is loaded when a store is first opened: many commands need none. */
export const openState: OpenState = async (...given) => (await import('./state.ts')).openState(...given)
type OpenState = (typeof import('./state.ts'))['openState']

/** See `restored.ts`. */
export const settleRestored: SettleRestored = async (...given) =>
  (await import('./restored.ts')).settleRestored(...given)
type SettleRestored = (typeof import('./restored.ts'))['settleRestored']
