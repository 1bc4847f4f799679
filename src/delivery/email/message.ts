import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import { z } from 'zod'
import type { SendablePart } from '../contract.ts'

/** A file of a mail. */
const MailFile = z.object({
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number(),
  /** a picture of the text has one; without it the file is an attachment */
  cid: z.string().optional(),
})
export type MailFile = z.infer<typeof MailFile>

/** What the outbox keeps for good. The HTML and the files are the part's content, one after the other: they are forgotten in time. */
export const MailBody = z.object({
  subject: z.string(),
  text: z.string(),
  locale: z.string(),
  htmlBytes: z.number(),
  files: z.array(MailFile),
})
export type MailBody = z.infer<typeof MailBody>

interface Envelope {
  from: string
  replyTo: string | undefined
  to: string
  cc: readonly string[]
}

export interface RawMessage {
  raw: Uint8Array
  messageId: string
  envelope: { from: string; to: string[] }
}

/** The mail as bytes. Its Message-ID is made of its key in the outbox, so that mail programs know a second one as the same. */
export async function rawMessage(
  { key, body, content }: SendablePart,
  envelope: Envelope,
  date: Date,
): Promise<RawMessage> {
  const { subject, text, locale, htmlBytes, files } = MailBody.parse(body)
  const { from, replyTo, to, cc } = envelope
  const sender = addressOf(from)
  const messageId = `<${createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 40)}@${sender.split('@')[1] ?? 'svodka'}>`
  const bytes = content ?? new Uint8Array()
  const composer = new MailComposer({
    from,
    to,
    cc: [...cc],
    ...(replyTo === undefined ? {} : { replyTo }),
    subject,
    text,
    html: Buffer.from(bytes.subarray(0, htmlBytes)),
    date,
    messageId,
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': locale },
    attachments: attachmentsOf(files, bytes.subarray(htmlBytes)),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const raw = await composer.compile().build()
  return { raw, messageId, envelope: { from: sender, to: [to, ...cc].map(addressOf) } }
}

function attachmentsOf(files: readonly MailFile[], content: Uint8Array) {
  let at = 0
  return files.map(({ name, mediaType, bytes, cid }) => {
    const own = Buffer.from(content.subarray(at, at + bytes))
    at += bytes
    return {
      filename: name,
      contentType: mediaType,
      content: own,
      contentDisposition: cid === undefined ? ('attachment' as const) : ('inline' as const),
      ...(cid === undefined ? {} : { cid }),
    }
  })
}

/** `Name <a@b.c>` → `a@b.c` */
const addressOf = (mailbox: string): string => (/<([^<>]+)>/.exec(mailbox)?.[1] ?? mailbox).trim()
