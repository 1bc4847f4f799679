import { createHash } from 'node:crypto'
import { LOCALES, type Locale } from '../../../base/index.ts'
import type { State } from '../../../state/index.ts'
import { CHANNEL } from '../addresses.ts'
import type { Client } from '../client.ts'
import { words } from '../words.ts'

export const COMMANDS = ['start', 'init', 'today', 'report', 'stop', 'help'] as const
const REMEMBERED = 'commands'

/** Registers the commands for both languages and for all others, unless exactly these are registered already. */
export async function registerCommands(client: Client, state: State, bot: string): Promise<void> {
  const menu = (locale: Locale) =>
    COMMANDS.map((command) => ({ command, description: words.say(locale, `command.${command}`) }))
  const mark = createHash('sha256')
    .update(JSON.stringify([bot, LOCALES.map(menu)]))
    .digest('base64url')
  if ((await state.recipients.recall(CHANNEL, REMEMBERED)) === mark) return
  await client.call((api) => api.setMyCommands({ commands: menu('en') }))
  for (const language of LOCALES) {
    await client.call((api) => api.setMyCommands({ commands: menu(language), language_code: language }))
  }
  await state.recipients.remember(CHANNEL, REMEMBERED, mark)
}
