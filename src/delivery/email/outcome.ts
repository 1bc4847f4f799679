import type { SendOutcome } from '../contract.ts'
import { said } from '../words.ts'

interface SmtpError {
  code?: string
  originalCode?: string
  command?: string
  response?: string
  responseCode?: number
  message?: string
}

const CERTIFICATE = /CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_VERIFY|ISSUER/
/** the mailbox itself is the reason: https://www.rfc-editor.org/rfc/rfc3463 */
const NO_MAILBOX = /\b5\.1\.[1-36]\b|\b5\.1\.10\b|\b5\.2\.1\b/
const OTHER_REASON = /\b5\.[2-7]\.\d+\b/
const NO_MAILBOX_CODES = new Set([550, 551, 553])

/** What became of a mail whose sending failed. An answer decides; without one, whether the message had begun to leave. */
export function smtpOutcome(error: unknown, { isOnWire, host }: { isOnWire: boolean; host: string }): SendOutcome {
  const { code = '', originalCode = '', command = '', responseCode = 0, response = '', message } = error as SmtpError
  const answer = response || message || String(error)
  const because = (key: string) => said(key, { host, answer })
  if (isOnWire && responseCode === 0) return { kind: 'unknown', cause: because('email.no_answer') }
  if (code === 'EAUTH') return { kind: 'later', cause: because('email.sign_in'), needsPerson: true }
  if (code === 'ETLS' || CERTIFICATE.test(`${originalCode} ${code}`) || /certificate/i.test(answer)) {
    return { kind: 'later', cause: because('email.certificate'), needsPerson: true }
  }
  if (responseCode >= 400 && responseCode < 500) return { kind: 'later', cause: because('email.asked_to_wait') }
  if (responseCode >= 500 && command === 'RCPT TO' && isNoMailbox(responseCode, answer)) {
    return { kind: 'unreachable', cause: because('email.no_mailbox') }
  }
  if (responseCode >= 500) return { kind: 'refused', cause: because('email.refused') }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { kind: 'refused', cause: because('email.refused') }
  return { kind: 'later', cause: because('email.failed') }
}

const isNoMailbox = (code: number, answer: string): boolean =>
  NO_MAILBOX.test(answer) || (NO_MAILBOX_CODES.has(code) && !OTHER_REASON.test(answer))
