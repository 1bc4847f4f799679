import type { CallbackQuery } from 'grammy/types'
import type { World } from '../../../base/index.ts'
import { renderReport, tableCsv, type ReportDocument } from '../../../reports/index.ts'
import { askerOf, type Recipient } from '../../contract.ts'
import { detailKeyboard, readPress, reportKeyboard, tablesKeyboard, type Press } from '../buttons.ts'
import type { Client } from '../client.ts'
import type { BotOptions } from '../contract.ts'
import { detailAsTable, detailParagraphs, detailsOf, type Detail } from '../details.ts'
import { plain } from '../rich.ts'
import { keyboard } from '../send.ts'
import { words } from '../words.ts'
import type { Asking } from './asking.ts'
import { explain, sendReport } from './commands.ts'
import { quietly, type Reply } from './reply.ts'

/**
 * Answers a pressed button. Who may see what is decided now, by the recipient of the chat in which it was pressed: an old or
 * forwarded button opens nothing that is not theirs.
 */
export async function answerPress(
  query: CallbackQuery,
  { recipient, locale }: Asking,
  reply: Reply,
  options: BotOptions,
  client: Client,
  world: World,
): Promise<void> {
  const answer = (text?: string) =>
    quietly(
      client,
      (api) => api.answerCallbackQuery({ callback_query_id: query.id, ...(text ? { text, show_alert: true } : {}) }),
      world,
    )
  const press = recipient && readPress(query.data ?? '', recipient.reports)
  if (!recipient || !press) return answer(words.say(locale, 'stranger.button'))
  // answered first: Telegram's client waits for it, and a report takes longer than that
  await answer()
  if (press.what === 'report') return sendReport(press.report, recipient, reply, options, world)
  try {
    if (press.what !== 'page')
      await reply.progress(press.what === 'pdf' || press.what === 'csv' ? 'upload_document' : 'typing')
    const document = await options.document(press.report, press.date, askerOf(recipient))
    await open(press, document, query, reply, recipient, client, world)
  } catch (error) {
    await explain(error, recipient, reply, world)
  }
}

async function open(
  press: Exclude<Press, { what: 'report' }>,
  document: ReportDocument,
  { message }: CallbackQuery,
  reply: Reply,
  { locale }: Recipient,
  client: Client,
  world: World,
): Promise<void> {
  switch (press.what) {
    case 'page':
      if (!message) return
      return quietly(
        client,
        (api) =>
          api.editMessageReplyMarkup({
            chat_id: message.chat.id,
            message_id: message.message_id,
            ...keyboard(reportKeyboard(document, press.page)),
          }),
        world,
      )
    case 'pdf':
      for (const file of await renderReport(document, 'pdf')) await reply.file(file)
      return
    case 'tables':
      return reply.text([[plain(words.say(locale, 'choose_table'))]], tablesKeyboard(document))
    case 'detail':
    case 'csv': {
      const detail = detailsOf(document).find(({ key }) => key === press.detail)
      if (!detail) return reply.text([[plain(words.say(locale, 'detail_gone'))]])
      if (press.what === 'csv') return reply.file(csvOf(detail, document))
      return reply.text(detailParagraphs(detail, document), detailKeyboard(document, detail.key))
    }
  }
}

function csvOf(detail: Detail, document: ReportDocument) {
  const { locale, timeZone, date } = document
  return tableCsv(`${detail.title} ${date}`, detailAsTable(detail, document), locale, timeZone)
}
