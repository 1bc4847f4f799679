import { linkAddress, type FormattedText, type TextEntity } from '../entity.ts'
import { html, type Html } from './html.ts'

/** A text with its entities, as Telegram draws it. */
export function formatted({ text, entities }: FormattedText): Html {
  const sorted = entities.toSorted((one, other) => one.offset - other.offset || other.length - one.length)
  return draw(text, 0, text.length, sorted)
}

function draw(text: string, from: number, to: number, entities: readonly TextEntity[]): Html {
  const pieces: Html[] = []
  let at = from
  for (const [index, entity] of entities.entries()) {
    const end = Math.min(entity.offset + entity.length, to)
    if (entity.offset < at) continue
    const inner = entities.slice(index + 1).filter((each) => each.offset < end)
    pieces.push(html`${text.slice(at, entity.offset)}`, wrap(entity, text, draw(text, entity.offset, end, inner)))
    at = isBlock(entity) && text[end] === '\n' ? end + 1 : end
  }
  return html`${pieces}${text.slice(at, to)}`
}

const isBlock = ({ type }: TextEntity): boolean => type === 'pre' || type.endsWith('blockquote')

function wrap(entity: TextEntity, text: string, inner: Html): Html {
  const plain = text.slice(entity.offset, entity.offset + entity.length)
  switch (entity.type) {
    case 'bold':
      return html`<b>${inner}</b>`
    case 'italic':
      return html`<i>${inner}</i>`
    case 'underline':
      return html`<u>${inner}</u>`
    case 'strikethrough':
      return html`<s>${inner}</s>`
    case 'code':
      return html`<code>${inner}</code>`
    case 'pre':
      return html`<pre>${entity.language && html`<span class="language">${entity.language}</span>`}<code>${inner}</code></pre>`
    case 'spoiler':
      return html`<span class="spoiler" tabindex="0"><span>${inner}</span></span>`
    case 'blockquote':
      return html`<blockquote>${inner}</blockquote>`
    case 'expandable_blockquote':
      return html`<blockquote class="folded" tabindex="0">${inner}</blockquote>`
    case 'text_link':
      return link(entity.url ?? '', inner)
    case 'url':
      return link(plain, inner)
    case 'email':
      return link(`mailto:${plain}`, inner)
    case 'bot_command':
    case 'mention':
    case 'hashtag':
      return html`<span class="link">${inner}</span>`
    default:
      return inner
  }
}

function link(address: string, inner: Html): Html {
  const url = linkAddress(address)
  return url === undefined ? inner : html`<a href="${url}" target="_blank" rel="noreferrer noopener">${inner}</a>`
}
