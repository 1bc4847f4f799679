import { fileObject } from '../api-objects.ts'
import { pictureSize } from '../images.ts'
import type { SandboxFile } from '../records.ts'
import { badRequest, violation } from '../refusal.ts'
import type { CheckedCall } from '../validate.ts'
import type { BotDesk, Method } from './context.ts'

const MEGABYTE = 1024 * 1024
const LARGEST_PHOTO = 10 * MEGABYTE
const LARGEST_FILE = 50 * MEGABYTE
const LARGEST_DOWNLOAD = 20 * MEGABYTE
const LONGEST_SIDES = 10_000
const MOST_STRETCHED = 20

/** A file that a call uploads, or names by an id of before; not yet kept, so that a refused call leaves nothing. */
export type FileChoice = { known: SandboxFile } | { bytes: Buffer; name: string; kind: 'photos' | 'documents' }

export function chooseFile(
  source: unknown,
  kind: 'photos' | 'documents',
  call: CheckedCall,
  desk: BotDesk,
): FileChoice {
  const text = String(source)
  if (text.startsWith('attach://')) {
    const upload = call.uploads.get(text.slice('attach://'.length))
    if (!upload) throw violation('wrong file identifier/HTTP URL specified')
    if (kind === 'photos') checkPhoto(upload.bytes)
    else checkDocument(upload.bytes)
    return { ...upload, kind }
  }
  if (/^https?:\/\//.test(text)) throw badRequest('failed to get HTTP URL content')
  const known = desk.store.fileBy((file) => file.id === text)
  if (!known) throw violation('wrong file identifier/HTTP URL specified')
  if (known.path.startsWith('photos') !== (kind === 'photos'))
    throw violation(`can't use file of another type as ${kind}`)
  return { known }
}

export const keepFile = (choice: FileChoice, { store }: BotDesk): SandboxFile =>
  'known' in choice ? choice.known : store.addFile(choice, choice.kind)

function checkPhoto(bytes: Buffer): void {
  if (bytes.length > LARGEST_PHOTO) {
    throw violation(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${LARGEST_PHOTO} bytes`,
    )
  }
  const size = pictureSize(bytes)
  if (!size || size.width === 0 || size.height === 0) throw violation('IMAGE_PROCESS_FAILED')
  const { width, height } = size
  const stretch = Math.max(width / height, height / width)
  if (width + height > LONGEST_SIDES || stretch > MOST_STRETCHED) throw violation('PHOTO_INVALID_DIMENSIONS')
}

function checkDocument(bytes: Buffer): void {
  if (bytes.length === 0) throw violation('file must be non-empty')
  if (bytes.length > LARGEST_FILE) throw violation('Request Entity Too Large', 413)
}

export const getFile: Method = ({ values }, { store }) => {
  const file = store.fileBy((each) => each.id === values['file_id'])
  if (!file) throw badRequest('invalid file_id')
  if (file.size > LARGEST_DOWNLOAD) throw badRequest('file is too big')
  return fileObject(file)
}
