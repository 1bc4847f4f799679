import { formatInstant } from '../../../base/index.ts'
import type { InlineButton, SandboxFile, SandboxMessage } from '../records.ts'
import { blocksOf, type Block } from './blocks.ts'
import { formatted } from './formatted.ts'
import { html, type Html } from './html.ts'
import { OUTWARD, PAPER, SILENT } from './icons.ts'
import { colorOf, messagesOf, type PageView } from './view.ts'

/** the latest are drawn; the older ones stay in the journal */
const MOST_MESSAGES = 300

/** The conversation of a chat, as Telegram draws it for a person. */
export function drawMessages(view: PageView, chatId: number): Html {
  const messages = messagesOf(view, chatId).slice(-MOST_MESSAGES)
  if (messages.length === 0) {
    return html`<div class="empty"><b>${view.say('page.empty')}</b>${view.say('page.empty_hint')}</div>`
  }
  return html`${blocksOf(messages, view.timeZone).map((block) => drawBlock(block, view))}`
}

function drawBlock(block: Block, view: PageView): Html {
  switch (block.kind) {
    case 'day':
      return html`<div class="line day"><span>${view.times.day(block.at)}</span></div>`
    case 'topic': {
      const name = view.open?.chat.topics?.find((topic) => topic.id === block.id)?.name ?? String(block.id)
      return pill(view.say('topic', { name }))
    }
    case 'service':
      return pill(view.say(`service.${block.message.service}`))
    case 'deleted':
      return pill(`${view.say('message.deleted')} · ${view.times.clock(block.message.sentAt)}`)
    case 'bubble':
      return drawBubble(block, view)
  }
}

const pill = (text: string): Html => html`<div class="line"><span>${text}</span></div>`

function drawBubble({ messages, isFirst, isLast }: Extract<Block, { kind: 'bubble' }>, view: PageView): Html {
  const [first] = messages
  const last = messages.at(-1)
  if (!first || !last) return html``
  const captioned = messages.find((message) => message.text !== '')
  const photos = messages.filter((message) => message.photo)
  const isAlbumOfPapers = messages.length > 1 && photos.length === 0
  const side = first.from ? 'mine' : 'theirs'
  const shape = [side, isFirst && 'first', isLast && 'last', photos.length > 0 && 'pictured', !captioned && 'bare']
  const text =
    captioned && !isAlbumOfPapers && html`<div class="text">${formatted(captioned)}${stamp(last, view, true)}</div>`
  return html`<article class="${shape.filter(Boolean).join(' ')}" id="m${first.id}">
    <div class="bubble">
      ${isFirst && authorOf(first, view)}${quoted(first, view)}${
        photos.length > 0 &&
        html`<div class="pictures n${photos.length}">${photos.map((message) => picture(message))}</div>`
      }${messages.map((message) => paper(message, view, isAlbumOfPapers))}${text}${stamp(last, view, false)}
    </div>
    ${keyboard(last.buttons, last, view)}
  </article>`
}

/** In groups everybody has a name; in a private chat there are only two. */
function authorOf(message: SandboxMessage, view: PageView): Html | undefined {
  if (!view.open || view.open.chat.type === 'private') return undefined
  const { bot } = view.desk
  const { id, name } = message.from ?? bot
  return html`<div class="author ${colorOf(id)}">
    ${name}${!message.from && html`<small>${view.say('message.bot')}</small>`}
  </div>`
}

function quoted(message: SandboxMessage, view: PageView): Html | undefined {
  const source = message.replyToId === undefined ? undefined : view.desk.store.find(message.chatId, message.replyToId)
  if (!source) return undefined
  const name = source.from?.name ?? view.desk.bot.name
  return html`<a class="quoted" href="#m${source.id}"><b>${name}</b><span>${previewOf(source, view)}</span></a>`
}

function picture({ photo }: SandboxMessage): Html {
  if (!photo) return html``
  const { width = 1, height = 1 } = photo
  return html`<a href="${fileAddress(photo)}" target="_blank"
    ><img src="${fileAddress(photo)}" width="${width}" height="${height}" alt=""
  /></a>`
}

function paper(message: SandboxMessage, view: PageView, isCaptioned: boolean): Html {
  const { document } = message
  if (!document) return html``
  return html`<a
      class="paper"
      href="${fileAddress(document)}?download"
      download="${document.name}"
      title="${view.say('message.download', { name: document.name })}"
    >
      <span class="paper-icon">${PAPER}</span
      ><span class="paper-name"><b>${document.name}</b><small>${sizeText(document.size, view)}</small></span></a
    >${isCaptioned && message.text !== '' && html`<div class="text">${formatted(message)}</div>`}`
}

export const fileAddress = (file: SandboxFile): string => `/sent/file/${encodeURIComponent(file.id)}`

const SIZES = ['byte', 'kilobyte', 'megabyte'] as const

function sizeText(bytes: number, { locale }: PageView): string {
  const step = Math.min(bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2, SIZES.length - 1)
  const unit = SIZES[step] ?? 'byte'
  const maximumFractionDigits = step === 0 ? 0 : 1
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits }).format(
    bytes / 1000 ** step,
  )
}

/** The time in the corner; in a text it takes a place at the end of the last line, and is drawn over it. */
function stamp(message: SandboxMessage, view: PageView, isPlace: boolean): Html {
  const edited = message.edits.at(-1)
  const clock = view.times.clock(message.sentAt)
  const inner = html`${message.isSilent && SILENT}${edited && html`${view.say('message.edited')} `}${clock}`
  if (isPlace) return html`<span class="place" aria-hidden="true">${inner}</span>`
  const title = formatInstant(edited?.editedAt ?? message.sentAt, { locale: view.locale, timeZone: view.timeZone })
  return html`<time datetime="${message.sentAt}" title="${title}">${inner}</time>`
}

function keyboard(rows: SandboxMessage['buttons'], message: SandboxMessage, view: PageView): Html | undefined {
  if (rows.length === 0) return undefined
  return html`<form class="keyboard" method="post" action="/sent/press">
    <input type="hidden" name="chat" value="${message.chatId}" /><input
      type="hidden"
      name="message"
      value="${message.id}"
    /><input type="hidden" name="locale" value="${view.locale}" />${rows.map(
      (row) => html`<div>${row.map((button) => drawButton(button))}</div>`,
    )}
  </form>`
}

const drawButton = ({ text, url, callback_data: data }: InlineButton): Html =>
  url === undefined
    ? html`<button name="data" value="${data ?? ''}" ${data === undefined && html` disabled`}>${text}</button>`
    : html`<a href="${url}" target="_blank" rel="noreferrer noopener">${text}${OUTWARD}</a>`

/** A message in one line, for the list of chats and for answers. */
export function previewOf(message: SandboxMessage, view: PageView): string {
  if (message.deletedAt) return view.say('message.deleted')
  if (message.service) return view.say(`service.${message.service}`)
  const kind = message.photo ? view.say('message.photo') : (message.document?.name ?? '')
  const text = message.text.replaceAll(/\s+/g, ' ')
  return [kind, text].filter(Boolean).join(', ')
}
