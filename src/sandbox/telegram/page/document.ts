import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { drawChats, drawHead } from './chats.ts'
import { drawComposer } from './composer.ts'
import { asIs, html, type Html } from './html.ts'
import { drawMessages } from './messages.ts'
import type { PageView } from './view.ts'

const STYLE = asIs(readFileSync(new URL('page.css', import.meta.url), 'utf8'))
const SCRIPT = asIs(readFileSync(new URL('page.js', import.meta.url), 'utf8'))

/** The parts that change while one looks, and their digest: an equal digest is an equal page. */
export interface PageParts {
  chats: string
  head: string
  messages: string
  composer: string
  /** the bot's last answer to a button of this chat, shown for a moment */
  answer: { id: string; text: string; isAlert: boolean } | null
  digest: string
}

export function drawParts(view: PageView): PageParts {
  const chatId = view.open?.chat.id
  const query = [...view.desk.queries.values()].findLast((each) => each.chatId === chatId && each.answer?.text)
  const parts = {
    chats: drawChats(view).html,
    head: drawHead(view).html,
    messages: chatId === undefined ? '' : drawMessages(view, chatId).html,
    composer: drawComposer(view).html,
    answer: query?.answer ? { id: query.id, text: query.answer.text, isAlert: query.answer.isAlert } : null,
  }
  return { ...parts, digest: createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16) }
}

/** The whole page in one file: nothing is fetched from outside. */
export function drawDocument(view: PageView): string {
  const parts = drawParts(view)
  const { say, locale } = view
  const other = locale === 'ru' ? 'en' : 'ru'
  const chat = view.open?.chat.id
  const otherPage = `/sent?${new URLSearchParams({ ...(chat !== undefined && { chat: String(chat) }), locale: other })}`
  const page: Html = html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
        <meta name="color-scheme" content="light dark" />
        <title>${say('page.title')} · ${view.desk.bot.name}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body
        class="${view.isChosen ? 'chosen' : 'list'}"
        data-digest="${parts.digest}"
        data-answer="${parts.answer?.id ?? ''}"
      >
        <nav aria-label="${say('page.chats')}">
          <header>
            <span><b>${say('page.title')}</b><small>${say('page.sandbox')}</small></span
            ><a href="${otherPage}" hreflang="${other}">${other.toUpperCase()}</a>
          </header>
          <div id="chats">${asIs(parts.chats)}</div>
        </nav>
        <main>
          <header id="head">${asIs(parts.head)}</header>
          <div id="scroll"><div id="messages" role="log">${asIs(parts.messages)}</div></div>
          <div id="composer">${asIs(parts.composer)}</div>
          <div id="toast" role="status"></div>
        </main>
        <script>
          ${SCRIPT}
        </script>
      </body>
    </html>`
  return page.html
}
