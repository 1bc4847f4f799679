import { z } from 'zod'
import { secretSetting } from '../../kit/index.ts'
import type { TelegramAddress, TelegramSettings } from './contract.ts'

const root = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))

export const telegramSettings: z.ZodType<TelegramSettings> = z
  .strictObject({
    token: secretSetting(),
    apiRoot: root.optional(),
    proxy: z.url({ protocol: /^(https?|socks5h?)$/ }).optional(),
    mode: z.enum(['polling', 'webhook']).default('polling'),
    webhook: z.strictObject({ url: z.url({ protocol: /^https?$/ }), secret: secretSetting() }).optional(),
    timeouts: z
      .strictObject({
        connectSeconds: z.number().positive().default(15),
        answerSeconds: z.number().positive().default(60),
      })
      .prefault({}),
  })
  .refine(({ mode, webhook }) => mode === 'polling' || webhook !== undefined, {
    path: ['webhook'],
    error: "mode 'webhook' needs webhook: { url, secret }",
  })

const chat = z.int().refine((id) => id !== 0, { error: 'a chat has a number that is not 0' })

export const telegramAddress: z.ZodType<TelegramAddress> = z.union([
  chat,
  z.strictObject({ chat, topic: z.int().positive().optional() }),
  z.literal('invited'),
])
