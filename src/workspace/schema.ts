import { z } from 'zod'
import { isDay, isZone } from '../base/index.ts'
import { localeSetting, type ConfiguredPack, type ConfiguredSource } from '../kit/index.ts'
import { words } from './words.ts'

const text = (key: string) => words.say('en', key)

const isA = (kind: string) => (value: unknown) =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === kind

/** `svodka.config.ts` as a whole; each source's and pack's own settings are checked by their own schemas. */
export const workspaceSchema = z.strictObject({
  name: z.string().min(1),
  timeZone: z.string().refine(isZone, { error: text('bad_zone') }),
  locale: localeSetting.default('ru'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: text('bad_currency') })
    .optional(),
  sources: z.array(z.custom<ConfiguredSource>(isA('source'), { error: text('bad_source') })),
  packs: z.array(z.custom<ConfiguredPack>(isA('pack'), { error: text('bad_pack') })),
  today: z.string().refine(isDay, { error: 'YYYY-MM-DD' }).optional(),
  server: z.strictObject({ port: z.number().int().min(1).max(65_535).default(8450) }).prefault({}),
})
