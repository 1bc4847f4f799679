import type { Analysis } from '../../../kit/index.ts'
import type { JourneySettings } from '../settings.ts'

export const analyses: readonly Analysis<any, JourneySettings>[] = []
