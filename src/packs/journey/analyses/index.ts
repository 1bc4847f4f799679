import type { Analysis } from '../../../kit/index.ts'
import type { JourneySettings } from '../settings.ts'
import { clusters } from './clusters.ts'
import { funnel } from './funnel/index.ts'
import { stepMatrix } from './step-matrix.ts'
import { unclosed } from './unclosed/index.ts'

export const analyses: readonly Analysis<any, JourneySettings>[] = [unclosed, funnel, clusters, stepMatrix]
