import { z } from 'zod'
import { secretSetting } from '../../kit/index.ts'

const Mailbox = z.string().regex(/^\s*(?:[^<>@\r\n]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)\s*$/, {
  error: 'must be an e-mail address: a@b.c or Name <a@b.c>',
})

export const emailSettings = z.strictObject({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  /** `tls` from the first byte (port 465), `starttls` after a greeting (587), `none` inside of one's own network */
  security: z.enum(['tls', 'starttls', 'none']),
  user: z.string().optional(),
  password: secretSetting().optional(),
  from: Mailbox,
  replyTo: Mailbox.optional(),
  /** a PEM file with the certificate of one's own authority, relative to the workspace */
  ca: z.string().optional(),
})
export type EmailSettings = z.infer<typeof emailSettings>

/** `'a@b.c'` or `{ to, cc }` */
export const emailAddress = z.union([Mailbox, z.strictObject({ to: Mailbox, cc: z.array(Mailbox).optional() })])
export type EmailAddress = z.infer<typeof emailAddress>
