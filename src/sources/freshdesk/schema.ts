import { z } from 'zod'
import { daySetting, type Secret, secretSetting } from '../../kit/index.ts'

export interface FreshdeskSettings {
  /** `acme` of acme.freshdesk.com, or the whole host */
  domain: string
  apiKey: Secret
  /** another address of the API: a proxy, a stand-in */
  baseUrl?: string | undefined
  /** the earliest change that is read */
  since: string
  /** how far back each run reads again: rows that changed while pages were read, clocks that went back */
  overlapMinutes: number
  /** at most so many requests a minute; the vendor's limits are kept anyway */
  requestsPerMinute?: number | undefined
  /** rows a page, at most 100 */
  pageSize: number
  /** the last page of the tickets list that the vendor gives */
  lastPage: number
  /** read tickets in the bin and in spam, so that those that left the list are marked */
  removed: readonly ('spam' | 'deleted')[]
  /** what `resolved_at` says after a ticket was opened again: the last resolution, or what Freshdesk sent */
  resolution: 'last' | 'vendor'
  /** also read what was written in each changed ticket: one request a ticket */
  conversations: boolean
}

const HOST = /^(?:https?:\/\/)?([a-z0-9-]+(?:\.[a-z0-9.-]+)?(?::\d+)?)\/?$/i

/** `acme` → `acme.freshdesk.com`; a whole host stays. */
const hostOf = (domain: string): string => {
  const host = HOST.exec(domain)?.[1] ?? domain
  return host.includes('.') ? host : `${host}.freshdesk.com`
}

export const freshdeskSchema: z.ZodType<FreshdeskSettings> = z.strictObject({
  domain: z
    .string()
    .regex(HOST, { error: "must be the account's name, as in https://NAME.freshdesk.com" })
    .transform(hostOf),
  apiKey: secretSetting(),
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  since: daySetting.default('2010-01-01'),
  overlapMinutes: z.number().min(0).max(100_000).default(15),
  requestsPerMinute: z.number().positive().optional(),
  pageSize: z.number().int().min(1).max(100).default(100),
  lastPage: z.number().int().min(1).default(300),
  removed: z.array(z.enum(['spam', 'deleted'])).default(['spam', 'deleted']),
  resolution: z.enum(['last', 'vendor']).default('last'),
  conversations: z.boolean().default(false),
})
