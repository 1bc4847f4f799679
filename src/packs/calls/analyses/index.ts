import { myWork } from './my-work.ts'
import { queueWaterfall } from './queue-waterfall.ts'
import { serviceLevel } from './service-level.ts'

export const analyses = [serviceLevel, queueWaterfall, myWork] as const
