import { badRequest, conflict, violation } from '../refusal.ts'
import type { Method } from './context.ts'

const MOST_UPDATES = 100
const LONGEST_POLL_SECONDS = 50
const DEFAULT_CONNECTIONS = 40

export const getUpdates: Method = ({ values }, { updates, webhook }, signal) => {
  if (webhook.settings()) {
    throw conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
  }
  if (values['allowed_updates'] !== undefined) updates.allow(values['allowed_updates'] as readonly string[])
  const question = {
    offset: (values['offset'] as number | undefined) ?? 0,
    limit: (values['limit'] as number | undefined) ?? MOST_UPDATES,
    timeoutSeconds: Math.min((values['timeout'] as number | undefined) ?? 0, LONGEST_POLL_SECONDS),
  }
  return updates.poll(question, signal)
}

/** As a local Bot API server, it takes a webhook without TLS, but on this machine only. */
export const setWebhook: Method = ({ values }, { store, updates, webhook }) => {
  const url = String(values['url'])
  const secret = values['secret_token'] as string | undefined
  if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(secret)) {
    throw violation('secret token contains unallowed characters')
  }
  if (url !== '' && !URL.canParse(url)) throw violation('bad webhook: invalid webhook URL specified')
  if (url !== '' && !['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)) {
    throw badRequest('bad webhook: this stand-in delivers to this machine only')
  }
  if (values['allowed_updates'] !== undefined) updates.allow(values['allowed_updates'] as readonly string[])
  if (values['drop_pending_updates'] === true) updates.confirmBelow(store.nextUpdateId())
  updates.endPoll(conflict('terminated by setWebhook request'))
  const maxConnections = (values['max_connections'] as number | undefined) ?? DEFAULT_CONNECTIONS
  webhook.set(url === '' ? undefined : { url, maxConnections, ...(secret !== undefined && { secret }) })
  return true
}

export const deleteWebhook: Method = ({ values }, { store, updates, webhook }) => {
  webhook.set(undefined)
  if (values['drop_pending_updates'] === true) updates.confirmBelow(store.nextUpdateId())
  return true
}

export const getWebhookInfo: Method = (_, { store, updates, webhook }) => {
  const settings = webhook.settings()
  const lastError = webhook.lastError()
  const allowed = updates.allowed()
  return {
    url: settings?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: store.pending.length,
    ...(settings && { max_connections: settings.maxConnections }),
    ...(lastError && { last_error_date: lastError.at, last_error_message: lastError.message }),
    ...(allowed && allowed.length > 0 && { allowed_updates: allowed }),
  }
}
