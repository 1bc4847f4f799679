import type { Channel, OpenChannel } from '../contract.ts'
import { said, words } from '../words.ts'
import { rawMessage } from './message.ts'
import { smtpOutcome } from './outcome.ts'
import { noteParts, reportParts } from './parts.ts'
import { emailAddress, emailSettings, type EmailAddress, type EmailSettings } from './settings.ts'
import { deliver, openSession, type Server } from './smtp.ts'

/** Reports as mails: one message with its pictures inside and the wanted files attached. */
export const email: Channel<EmailSettings, EmailAddress> = {
  id: 'email',
  settings: emailSettings,
  address: emailAddress,
  open(settings, { workspaceFolder, workspaceName }, world): OpenChannel<EmailAddress> {
    const server: Server = { settings, workspaceFolder }
    const place = (address: EmailAddress) =>
      typeof address === 'string' ? address : [address.to, ...(address.cc ?? [])].join(', ')
    return {
      isOneMessage: true,
      place: async (_recipient, address) => place(address),
      parts: reportParts,
      note: async (note) => noteParts(note, workspaceName),
      async send(part, _recipient, address, wire) {
        const { to, cc = [] } = typeof address === 'string' ? { to: address } : address
        const message = await rawMessage(part, { from: settings.from, replyTo: settings.replyTo, to, cc }, world.now())
        let isOnWire = false
        let isOurs = true
        const leave = async () => {
          isOurs = false
          await wire()
          isOurs = true
          isOnWire = true
        }
        try {
          const answer = await deliver(server, message, leave)
          if (answer.rejected.length > 0) world.log.warn({ rejected: answer.rejected }, 'email.some_rejected')
          const own = answer.rejected.find((each) => each.address === message.envelope.to[0])
          if (own) return { kind: 'refused', cause: said('email.refused', { host: settings.host, answer: own.answer }) }
          return { kind: 'sent', receipt: [message.messageId, answer.response].join(' ') }
        } catch (error) {
          if (!isOurs) throw error
          return smtpOutcome(error, { isOnWire, host: settings.host })
        }
      },
      async check(locale) {
        const { host, port } = settings
        try {
          const session = await openSession(server)
          session.quit()
          return [{ ok: true, message: words.say(locale, 'email.check_well', { host, port: String(port) }) }]
        } catch (error) {
          const outcome = smtpOutcome(error, { isOnWire: false, host })
          const cause = 'cause' in outcome ? outcome.cause : said('email.failed', { host, answer: '' })
          return [{ ok: false, message: cause[locale] }]
        }
      },
    }
  },
}
