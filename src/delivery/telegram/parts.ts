import { errorText, SvodkaError, type World } from '../../base/index.ts'
import { renderReport, type ReportDocument } from '../../reports/index.ts'
import type { MadePart, Note, PartOptions } from '../contract.ts'
import { reportKeyboard, type Keyboard } from './buttons.ts'
import { reportParagraphs } from './report-text.ts'
import { bold, LONGEST_CAPTION, plain, shortened, splitMessages } from './rich.ts'
import { saidBy, words } from './words.ts'

/** Letters of a picture that is drawn so narrow can be read on a phone. */
const PHONE_WIDTH = 540

/** What the outbox keeps of a part; `text` and `name` are for people. */
export type PartBody =
  | { kind: 'text'; text: string; html: string; buttons?: Keyboard }
  | { kind: 'picture'; name: string; caption: string }
  | { kind: 'file'; name: string; mediaType: string }

export interface TelegramPart extends MadePart {
  body: PartBody & Readonly<Record<string, unknown>>
}

/** A report as messages: texts, the last of them with buttons; pictures; whole files. What cannot be drawn is told and left out. */
export async function reportParts(
  document: ReportDocument,
  options: PartOptions,
  world: World,
): Promise<TelegramPart[]> {
  const texts = textParts(document)
  const pictures = options.hasPictures ? await pictureParts(document, options, world) : []
  const files: TelegramPart[] = []
  for (const [index, format] of options.files.filter((each) => each !== 'png').entries()) {
    await attempt(document, format.toUpperCase(), options, world, async () => {
      for (const { name, mediaType, content } of await renderReport(document, format)) {
        files.push({ part: `file-${index + 1}`, body: { kind: 'file', name, mediaType }, content })
      }
    })
  }
  return [...texts, ...pictures, ...files]
}

export function textParts(document: ReportDocument): TelegramPart[] {
  const messages = splitMessages(reportParagraphs(document))
  return messages.map(({ html, text }, index) => ({
    part: `text-${index + 1}`,
    body: {
      kind: 'text',
      text,
      html,
      ...(index === messages.length - 1 ? { buttons: reportKeyboard(document) } : {}),
    },
  }))
}

/** One picture at a time, so that a broken one costs only itself. */
async function pictureParts(document: ReportDocument, options: PartOptions, world: World): Promise<TelegramPart[]> {
  const charts = document.blocks.filter((block) => block.kind === 'chart')
  const parts: TelegramPart[] = []
  for (const [index, chart] of charts.entries()) {
    await attempt(document, chart.title, options, world, async () => {
      const [picture] = await renderReport({ ...document, blocks: [chart] }, 'png', { width: PHONE_WIDTH })
      if (!picture) return
      const name = picture.name.replace(/-01\.png$/, `-${String(index + 1).padStart(2, '0')}.png`)
      const caption = shortened(chart.title, LONGEST_CAPTION)
      parts.push({ part: `picture-${index + 1}`, body: { kind: 'picture', name, caption }, content: picture.content })
    })
  }
  return parts
}

async function attempt(
  document: ReportDocument,
  title: string,
  { onProblem }: PartOptions,
  world: World,
  make: () => Promise<void>,
): Promise<void> {
  try {
    await make()
  } catch (error) {
    world.log.error({ report: document.id, title, error }, 'telegram.part.failed')
    onProblem?.(
      saidBy((locale) =>
        words.say(locale, 'not_drawn', {
          title,
          reason: error instanceof SvodkaError ? errorText(error, locale) : words.say(locale, 'error_inside'),
        }),
      ),
    )
  }
}

/** A message of the product itself, its file after it. */
export function noteParts({ title, text, file }: Note): TelegramPart[] {
  const messages = splitMessages([[bold(title)], ...text.split(/\n{2,}/).map((paragraph) => [plain(paragraph)])])
  return [
    ...messages.map((message, index): TelegramPart => ({
      part: `text-${index + 1}`,
      body: { kind: 'text', ...message },
    })),
    ...(file
      ? [
          {
            part: 'file-1',
            body: { kind: 'file' as const, name: file.name, mediaType: file.mediaType },
            content: file.content,
          },
        ]
      : []),
  ]
}
