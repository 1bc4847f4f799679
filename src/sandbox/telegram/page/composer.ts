import type { BotCommand, SandboxChat } from '../records.ts'
import { html, type Html } from './html.ts'
import { MENU, SEND } from './icons.ts'
import type { PageView } from './view.ts'

/** The line where one writes as the person of the chat, with the bot's menu of commands. */
export function drawComposer(view: PageView): Html {
  const chat = view.open?.chat
  if (!chat) return html``
  const name = chat.type === 'private' ? chat.name : chat.members?.[0]?.name
  if (name === undefined) return html`<p class="closed">${view.say('composer.closed')}</p>`
  const placeholder = view.say('composer.placeholder', { name })
  const commands = commandsFor(chat, view)
  const address = html`<input type="hidden" name="chat" value="${chat.id}" /><input
      type="hidden"
      name="locale"
      value="${view.locale}"
    />`
  return html`<div class="writing">
    ${commands.length > 0 && menu(commands, address, view)}
    <form class="composer" method="post" action="/sent/say">
      ${address}${chat.topics && topics(chat.topics, view)}
      <input
        name="text"
        class="words"
        autocomplete="off"
        maxlength="4096"
        placeholder="${placeholder}"
        aria-label="${placeholder}"
      /><button class="send" aria-label="${view.say('composer.send')}">${SEND}</button>
    </form>
  </div>`
}

const menu = (commands: readonly BotCommand[], address: Html, view: PageView): Html =>
  html`<details class="menu">
    <summary>${MENU}<span>${view.say('composer.menu')}</span></summary>
    <form method="post" action="/sent/say">
      ${address}${commands.map(
        ({ command, description }) =>
          html`<button name="command" value="/${command}">
            <span>${description}</span><small>/${command}</small>
          </button>`,
      )}
    </form>
  </details>`

const topics = (list: NonNullable<SandboxChat['topics']>, view: PageView): Html =>
  html`<select name="thread" aria-label="${view.say('composer.topic')}">
    ${list.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}
  </select>`

/** The menu that this chat's person sees: the narrowest scope that has one, in their language, else in any. */
function commandsFor(chat: SandboxChat, { desk, locale }: PageView): readonly BotCommand[] {
  const wide = chat.type === 'private' ? 'all_private_chats' : 'all_group_chats'
  const language = chat.languageCode ?? chat.members?.[0]?.languageCode ?? locale
  for (const scope of [`chat:${chat.id}:`, `${wide}::`, 'default::']) {
    const found = desk.store.commands.get(`${scope}:${language}`) ?? desk.store.commands.get(`${scope}:`)
    if (found) return found
  }
  return []
}
