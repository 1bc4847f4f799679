import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { World } from '../base/index.ts'
import { sql } from '../kit/index.ts'
import { filesUnder, sha256Of, unpackedContent } from './files.ts'
import { isPacked } from './packing.ts'
import type { Session } from './session.ts'

/** `20240101T050000000Z-1.ndjson`, as files land */
const LANDED = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-(\d+)\.(ndjson|json|csv|parquet)(\.gz)?$/

interface Received {
  source: string
  stream: string
  file: string
  format: string
  landedAt: Date
  number: number
}

/**
 * Names what was received before the warehouse was made: the file of an earlier one was lost, and its manifest with it. Nothing
 * else says that these files are no leftovers of a killed run. In the transaction that makes the manifest.
 * @returns how many there are; what they hold is read when the streams are prepared
 */
export async function adoptReceived(session: Session, rawFolder: string, world: World): Promise<number> {
  const files = await filesUnder(rawFolder, { hasLinks: true })
  const received = files
    .flatMap((file) => receivedFile(file) ?? [])
    // a file was packed, and the plain one not yet removed
    .filter(({ file }) => !(isPacked(file) && files.includes(file.slice(0, -3))))
    .toSorted((a, b) => a.landedAt.getTime() - b.landedAt.getTime() || a.number - b.number)
  for (const [index, { source, stream, file, format, landedAt }] of received.entries()) {
    const { sha256, bytes } = await contentOf(join(rawFolder, file))
    await session.run(sql`insert into raw.batch
      (batch_id, source, stream, file, format, sha256, bytes, landed_at, loaded_at, lines, rejected, added, changed, unchanged)
      values (${index + 1}, ${source}, ${stream}, ${file}, ${format}, ${sha256}, ${bytes}, ${landedAt}, ${landedAt}, 0, 0, 0, 0, 0)`)
  }
  if (received.length > 0) world.log.warn({ files: received.length }, 'warehouse.received_adopted')
  return received.length
}

function receivedFile(file: string): Received | undefined {
  const found = LANDED.exec(basename(file))
  const [source = '', stream = '', ...deeper] = dirname(file).split('/')
  if (!found || stream === '' || deeper.length > 0) return undefined
  const [, year, month, day, hour, minute, second, millisecond, number = '', format = ''] = found
  const landedAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`)
  return { source, stream, file, format, landedAt, number: Number(number) }
}

async function contentOf(path: string): Promise<{ sha256: string; bytes: number }> {
  if (isPacked(path)) return unpackedContent(path)
  return { sha256: await sha256Of(path), bytes: (await stat(path)).size }
}
