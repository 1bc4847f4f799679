import type { IncomingMessage, ServerResponse } from 'node:http'
import { LOCALES, type Locale } from '../../../base/index.ts'
import { readAll } from '../http.ts'
import { pictureSize, pictureType } from '../images.ts'
import type { BotDesk } from '../methods/context.ts'
import type { createPeople } from '../people.ts'
import { words } from '../words.ts'
import { drawDocument, drawParts } from './document.ts'
import { pageTimes } from './times.ts'
import { chatsByLatest, type PageView } from './view.ts'

const POLICY =
  "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"

/** Answers what lies below `/sent`: the page, what changes on it, files, and what one does there as a person. */
export function createPage(desk: BotDesk, people: ReturnType<typeof createPeople>, timeZone: string) {
  const viewOf = (query: URLSearchParams): PageView => {
    const asked = query.get('locale')
    const locale: Locale = LOCALES.find((each) => each === asked) ?? 'ru'
    const chosen = query.has('chat') ? desk.store.chats.get(Number(query.get('chat'))) : undefined
    return {
      desk,
      locale,
      timeZone,
      times: pageTimes(locale, timeZone),
      say: (key, values) => words.say(locale, key, values),
      open: chosen ?? chatsByLatest(desk)[0],
      isChosen: chosen !== undefined,
    }
  }

  const sendFile = (outgoing: ServerResponse, id: string, isDownload: boolean): void => {
    const file = desk.store.fileBy((each) => each.id === id)
    if (!file) return send(outgoing, 404, 'text/plain', 'Not Found')
    const { bytes } = file
    const isPicture = !isDownload && pictureSize(bytes) !== undefined
    const type = isPicture ? pictureType(bytes) : 'application/octet-stream'
    const name = `filename*=UTF-8''${encodeURIComponent(file.name)}`
    send(outgoing, 200, type, bytes, {
      'content-disposition': `${isPicture ? 'inline' : 'attachment'}; ${name}`,
      'cache-control': 'private, max-age=31536000, immutable',
    })
  }

  const act = async (incoming: IncomingMessage, outgoing: ServerResponse, deed: string): Promise<void> => {
    const form = new URLSearchParams((await readAll(incoming))?.toString() ?? '')
    const chat = Number(form.get('chat'))
    const text = (form.get('command') ?? form.get('text') ?? '').trim()
    const thread = form.get('thread')
    try {
      if (deed === 'press') people.press({ chat, messageId: Number(form.get('message')), data: form.get('data') ?? '' })
      else if (text !== '') people.say({ chat, text, ...(thread !== null && { thread: Number(thread) }) })
    } catch (error) {
      return send(outgoing, 400, 'text/plain; charset=utf-8', error instanceof Error ? error.message : String(error))
    }
    const back = new URLSearchParams({ chat: String(chat), locale: form.get('locale') ?? 'ru' })
    send(outgoing, 303, 'text/plain', '', { location: `/sent?${back}` })
  }

  return async (incoming: IncomingMessage, outgoing: ServerResponse, url: URL): Promise<void> => {
    const [, , part = '', id = ''] = url.pathname.split('/')
    if (incoming.method === 'POST' && (part === 'press' || part === 'say')) return act(incoming, outgoing, part)
    if (part === 'file') return sendFile(outgoing, decodeURIComponent(id), url.searchParams.has('download'))
    const view = viewOf(url.searchParams)
    if (part === '') return send(outgoing, 200, 'text/html; charset=utf-8', drawDocument(view))
    if (part !== 'parts') return send(outgoing, 404, 'text/plain', 'Not Found')
    const parts = drawParts(view)
    if (parts.digest === url.searchParams.get('digest')) return send(outgoing, 204, 'text/plain', '')
    send(outgoing, 200, 'application/json', JSON.stringify(parts))
  }
}

function send(
  outgoing: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  outgoing.writeHead(status, {
    'content-type': type,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...headers,
  })
  outgoing.end(body)
}
