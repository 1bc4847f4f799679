import type { Target } from '../target.ts'
import { fileTargets } from './files.ts'
import { httpApiTarget } from './http-api.ts'
import { kafkaTarget } from './kafka.ts'
import { queueLogTarget } from './queue-log.ts'
import { singerTarget } from './singer.ts'
import { telegramTarget } from './telegram.ts'
import { vendorTargets } from './vendors.ts'
import { webhookTarget } from './webhook.ts'
import { writtenTarget } from './written.ts'

/** Every parser at the edge. */
export const TARGETS: readonly Target[] = [
  ...vendorTargets,
  queueLogTarget,
  kafkaTarget,
  webhookTarget,
  singerTarget,
  ...fileTargets,
  httpApiTarget,
  writtenTarget,
  telegramTarget,
]
