import { html, type Html } from './html.ts'
import { BACK } from './icons.ts'
import { previewOf } from './messages.ts'
import { chatAddress, chatsByLatest, colorOf, initialsOf, type PageView } from './view.ts'
import type { KeptChat } from '../store.ts'

/** The list of chats, the one with the latest message first. */
export function drawChats(view: PageView): Html {
  const chats = chatsByLatest(view.desk)
  if (chats.length === 0) return html`<p class="none">${view.say('page.no_chats')}</p>`
  return html`${chats.map((kept) => drawChat(kept, view))}`
}

function drawChat({ chat }: KeptChat, view: PageView): Html {
  const last = view.desk.store.messages.findLast((message) => message.chatId === chat.id)
  const isOpen = view.open?.chat.id === chat.id
  return html`<a
    class="chat${isOpen && ' open'}"
    href="${chatAddress(view, chat)}"
    ${isOpen && html` aria-current="page"`}
  >
    ${avatar(chat.id, chat.name)}<span class="chat-text"
      ><span class="chat-top"
        ><b>${chat.name}</b>${last && html`<small>${view.times.short(last.sentAt, view.desk.now())}</small>`}</span
      ><span class="preview"
        >${last ? previewOf(last, view) : subtitle({ chat, standing: 'well', lastMessageId: 0 }, view)}</span
      ></span
    ></a
  >`
}

const avatar = (id: number, name: string): Html =>
  html`<span class="avatar ${colorOf(id)}" aria-hidden="true">${initialsOf(name)}</span>`

/** The bar above the conversation. */
export function drawHead(view: PageView): Html {
  if (!view.open) return html``
  const { chat } = view.open
  return html`<a class="back" href="/sent?locale=${view.locale}" aria-label="${view.say('page.back')}">${BACK}</a
    >${avatar(chat.id, chat.name)}
    <span class="head-text"
      ><b>${chat.name}</b
      ><small>${subtitle(view.open, view)} · ${view.say('zone', { zone: view.timeZone })}</small></span
    >`
}

function subtitle({ chat, standing, migratedTo }: KeptChat, view: PageView): string {
  if (migratedTo !== undefined) return view.say('chat.migrated')
  if (standing !== 'well') return view.say(`chat.${standing}`)
  if (chat.topics) return view.say('chat.forum')
  return view.say(`chat.${chat.type}`, { members: chat.members?.length ?? 0 })
}
