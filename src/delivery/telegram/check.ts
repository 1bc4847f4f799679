import type { Locale } from '../../base/index.ts'
import type { CheckResult } from '../../kit/index.ts'
import type { State } from '../../state/index.ts'
import { CHANNEL } from './addresses.ts'
import { TelegramError, type Client } from './client.ts'
import type { TelegramSettings } from './contract.ts'
import { isWrongToken } from './outcome.ts'
import { words } from './words.ts'

/** Whether the bot answers, whether something else takes its updates, and which chats are bound. */
export async function checkTelegram(
  client: Client,
  { mode, webhook }: TelegramSettings,
  state: State,
  locale: Locale,
): Promise<readonly CheckResult[]> {
  const say = (key: string, values: Record<string, string | number> = {}) => words.say(locale, `check.${key}`, values)
  try {
    const me = await client.call((api) => api.getMe())
    const { url = '', last_error_message: trouble } = await client.call((api) => api.getWebhookInfo())
    const bound = (await state.recipients.bound()).filter(({ channel }) => channel === CHANNEL)
    const names = bound.map(({ recipient }) => recipient).join(', ')
    return [
      { ok: true, message: say('works', { bot: `@${me.username}` }) },
      ...(mode === 'polling' && url !== ''
        ? [{ ok: false, message: say('webhook_is_set', { host: hostOf(url) }) }]
        : []),
      ...(mode === 'webhook' && url !== '' && url !== webhook?.url
        ? [{ ok: false, message: say('other_webhook', { host: hostOf(url) }) }]
        : []),
      ...(mode === 'webhook' && trouble ? [{ ok: false, message: say('webhook_trouble', { trouble }) }] : []),
      { ok: true, message: bound.length > 0 ? say('bound', { count: bound.length, names }) : say('nobody_bound') },
    ]
  } catch (error) {
    if (!(error instanceof TelegramError)) throw error
    const { failure } = error
    if (isWrongToken(failure)) return [{ ok: false, message: words.say(locale, 'cause.token') }]
    return [{ ok: false, message: say('fails', { reason: error.message }) }]
  }
}

/** an address may hold a secret of somebody else */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '?')
