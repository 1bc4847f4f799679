export { createBot } from './bot/bot.ts'
export { telegram } from './channel.ts'
export type { Bot, BotOptions, TelegramAddress, TelegramSettings } from './contract.ts'
