import { callbacks } from './callbacks.ts'
import { daySoFar } from './day-so-far.ts'
import { myWork } from './my-work.ts'
import { queueWaterfall } from './queue-waterfall.ts'
import { repeatCallers } from './repeat-callers.ts'
import { serviceLevel } from './service-level.ts'

export const analyses = [serviceLevel, queueWaterfall, daySoFar, callbacks, repeatCallers, myWork] as const
