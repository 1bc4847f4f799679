import type { Analysis } from '../../../kit/index.ts'
import type { JourneySettings } from '../settings.ts'
import { funnel } from './funnel/index.ts'
import { unclosed } from './unclosed.ts'

export const analyses: readonly Analysis<any, JourneySettings>[] = [unclosed, funnel]
