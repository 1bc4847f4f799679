import { lending } from '../../src/packs/lending/index.ts'
import { openPackDesk, packModels, type PackDesk, type PackDeskOptions } from '../pack-desk.ts'

export type LendingDesk = PackDesk

export interface LendingDeskOptions extends PackDeskOptions {
  settings?: Parameters<typeof lending>[0]
}

/** A desk that holds clients, loans and payments. */
export const openLendingDesk = ({ settings, ...options }: LendingDeskOptions = {}): Promise<LendingDesk> =>
  openPackDesk(lending(settings), 'bank', { currency: 'RUB', ...options })

export const lendingModels = () => packModels(lending().definition)
