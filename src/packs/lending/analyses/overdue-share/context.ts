import type { Day } from '../../../../base/index.ts'
import type { AnalysisContext } from '../../../../kit/index.ts'
import type { LendingSettings } from '../../settings.ts'
import type { GivenAmounts } from '../settings.ts'

/** What is known: at the end of the month, or today. */
export const KNOWN = ['then', 'now'] as const

export interface OverdueShareSettings extends GivenAmounts {
  month?: Day | undefined
  known: (typeof KNOWN)[number]
}
export type Context = AnalysisContext<OverdueShareSettings, LendingSettings>
