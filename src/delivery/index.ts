import type { Channel } from './contract.ts'
import { email } from './email/index.ts'
import { folder } from './folder/index.ts'
import { telegram } from './telegram/index.ts'

export * from './contract.ts'
export { createDelivery } from './delivery.ts'
export { createBot, telegram, type Bot, type BotOptions } from './telegram/index.ts'

/** Every way to people. */
export const channels: readonly Channel[] = [telegram, folder, email]
