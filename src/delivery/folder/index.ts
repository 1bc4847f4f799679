import { isAbsolute, resolve } from 'node:path'
import { z } from 'zod'
import { formatDay } from '../../base/index.ts'
import { fileName, renderReport, type ReportDocument, type ReportFormat } from '../../reports/index.ts'
import type { Channel, MadePart, Note, OpenChannel, PartOptions } from '../contract.ts'
import { folderOutcome } from './outcome.ts'
import { sweep } from './sweep.ts'
import { createWriter } from './write.ts'

const FORMATS = ['pdf', 'xlsx', 'html', 'md'] as const satisfies readonly ReportFormat[]
const DEFAULT_FORMATS: readonly ReportFormat[] = ['pdf']

const Wishes = z.strictObject({
  /** relative to the workspace, or absolute: `reports`, `//server/share/reports` */
  path: z.string().min(1),
  files: z.array(z.enum(FORMATS)).min(1).optional(),
  /** files of this channel older than this are deleted; nobody else's ever */
  keepDays: z.int().min(1).optional(),
})

/** `'reports'` or `{ path, files, keepDays }` */
const Address = z.union([z.string().min(1), Wishes])
type Address = z.infer<typeof Address>

const wishesOf = (address: Address): z.infer<typeof Wishes> =>
  typeof address === 'string' ? { path: address } : address

/** Reports as files in a folder: whole or not at all, with dated names. Nothing to set up; an address is a path. */
export const folder: Channel<undefined, Address> = {
  id: 'folder',
  settings: z.undefined(),
  address: Address,
  open(_, { state, workspaceFolder }, world): OpenChannel<Address> {
    const writer = createWriter(state)
    const logged = (error: unknown) => world.log.warn({ error }, 'folder.not_swept')
    const pathOf = (address: Address) => resolve(workspaceFolder, wishesOf(address).path)
    return {
      isOneMessage: true,
      place: async (_recipient, address) => pathOf(address),
      optionsFor: (address, asked) => ({ ...asked, files: wishesOf(address).files ?? formatsOf(asked) }),
      parts: (document, options) => fileParts(document, options),
      note: async (note) => noteParts(note, world.now()),
      async send({ key, body, content }, _recipient, address) {
        const path = pathOf(address)
        const { keepDays } = wishesOf(address)
        try {
          const written = await writer.write({
            folder: path,
            mayCreate: !isAbsolute(wishesOf(address).path),
            name: String(body['name']),
            content: content ?? new Uint8Array(),
            key,
          })
          if (keepDays !== undefined) await sweep(path, keepDays, state, world).catch(logged)
          return { kind: 'sent', receipt: written }
        } catch (error) {
          return folderOutcome(error, path)
        }
      },
      check: async () => [],
    }
  },
}

/** Formats of the schedule that a folder takes; without any, a PDF. */
function formatsOf({ files }: PartOptions): readonly ReportFormat[] {
  const taken = files.filter((format) => FORMATS.some((each) => each === format))
  return taken.length > 0 ? taken : DEFAULT_FORMATS
}

/** `file-1` is always the PDF, whichever formats are wanted. */
async function fileParts(document: ReportDocument, { files }: PartOptions): Promise<MadePart[]> {
  const parts: MadePart[] = []
  for (const [index, format] of FORMATS.entries()) {
    if (!files.includes(format)) continue
    const [file] = await renderReport(document, format)
    if (!file) continue
    const name = `${document.date} ${fileName(document.title)}.${format}`
    parts.push({ part: `file-${index + 1}`, body: { name, date: document.date }, content: file.content })
  }
  return parts
}

function noteParts({ title, text, file, locale }: Note, now: Date): MadePart[] {
  const day = now.toISOString().slice(0, 10)
  const clock = now.toISOString().slice(11, 19).replaceAll(':', '-')
  const head = `${title}\n${formatDay(day, locale)}\n\n${text}\n`
  const note: MadePart = {
    part: 'text-1',
    body: { name: `${day} ${clock} ${fileName(title)}.txt`, date: day, text: `${title}\n\n${text}` },
    content: new TextEncoder().encode(`\uFEFF${head}`),
  }
  if (!file) return [note]
  return [note, { part: 'file-1', body: { name: `${day} ${clock} ${file.name}`, date: day }, content: file.content }]
}
