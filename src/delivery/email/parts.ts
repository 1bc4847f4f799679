import { errorText, formatDay } from '../../base/index.ts'
import { fileName, renderReport, type DocumentBlock, type ReportDocument } from '../../reports/index.ts'
import type { MadePart, Note, PartOptions } from '../contract.ts'
import { said, saidError, words } from '../words.ts'
import { noteHtml, reportMailHtml, type Picture } from './html.ts'
import type { MailBody, MailFile } from './message.ts'
import { reportMailText } from './text.ts'

/** As wide as a mail: letters keep their size on a screen and can be read on a phone. */
const PICTURE_WIDTH = 544

interface LoadedFile extends Omit<MailFile, 'bytes'> {
  content: Uint8Array
}

/** A report is one mail: pictures inside, the wanted files attached. A picture or file that fails is left out, and the mail says so. */
export async function reportParts(document: ReportDocument, options: PartOptions): Promise<readonly MadePart[]> {
  const pictures = options.hasPictures ? await drawn(document, options) : new Map<DocumentBlock, Picture>()
  const attached = await attachments(document, options)
  const { title, date, locale } = document
  const body = {
    subject: subjectOf(document),
    text: reportMailText(document),
    locale,
  }
  const html = reportMailHtml(document, pictures)
  const inline = [...pictures.values()].flatMap(({ file }) => (file ? [file] : []))
  const named = inline.map((file, index) => ({ ...file, name: `${date} ${fileName(title)} ${index + 1}.png` }))
  return [mailPart(body, html, [...named, ...attached])]
}

/** A note of the product itself, with its log attached. */
export function noteParts(note: Note, workspaceName: string): MadePart[] {
  const { title, text, locale, file } = note
  const body = {
    subject: `${workspaceName}: ${title}`,
    text: `${title}\n\n${text}\n`,
    locale,
  }
  return [mailPart(body, noteHtml(note, workspaceName), file ? [file] : [])]
}

function mailPart(body: Omit<MailBody, 'htmlBytes' | 'files'>, html: string, files: readonly LoadedFile[]): MadePart {
  const listed = files.map(({ content, ...file }): MailFile => ({ ...file, bytes: content.length }))
  const page = new TextEncoder().encode(html)
  const content = Buffer.concat([page, ...files.map((file) => file.content)])
  return { part: 'text-1', body: { ...body, htmlBytes: page.length, files: listed } satisfies MailBody, content }
}

/** What stale data says first stands in the subject too. */
const subjectOf = ({ title, workspace, warning, locale, date }: ReportDocument): string =>
  words.say(locale, warning ? 'email.subject_stale' : 'email.subject', {
    title,
    workspace,
    date: formatDay(date, locale),
  })

/** Each chart by itself, so that one that cannot be drawn leaves only itself out. */
async function drawn(document: ReportDocument, { onProblem }: PartOptions): Promise<Map<DocumentBlock, Picture>> {
  const pictures = new Map<DocumentBlock, Picture>()
  for (const block of document.blocks) {
    if (block.kind !== 'chart') continue
    const number = pictures.size + 1
    try {
      const [file] = await renderReport({ ...document, blocks: [block] }, 'png', { width: PICTURE_WIDTH })
      if (file) pictures.set(block, { file: { ...file, cid: `picture-${number}@svodka` } })
    } catch (error) {
      onProblem?.(saidError(error))
      pictures.set(block, { reason: errorText(error, document.locale) })
    }
  }
  return pictures
}

async function attachments(document: ReportDocument, { files, onProblem }: PartOptions): Promise<LoadedFile[]> {
  const loaded: LoadedFile[] = []
  for (const format of files) {
    if (format === 'png') continue
    try {
      const [file] = await renderReport(document, format)
      if (file) loaded.push({ ...file, name: `${document.date} ${fileName(document.title)}.${format}` })
    } catch (error) {
      onProblem?.(said('file_failed', { format, reason: errorText(error, document.locale) }))
    }
  }
  return loaded
}
