import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

const BUFFER_BYTES = 1 << 20

interface Looked {
  /** a file or folder to leave out, by its path */
  skip?: (path: string) => boolean
  /** also names that lead elsewhere: what is on its way into raw is one */
  hasLinks?: boolean
}

/** Every file under a folder by its path there, with `/` between names, in order; none where there is no folder. */
export async function filesUnder(
  folder: string,
  { skip = () => false, hasLinks = false }: Looked = {},
): Promise<string[]> {
  const look = async (prefix: string): Promise<string[]> => {
    const entries = await readdir(join(folder, prefix), { withFileTypes: true }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return []
        throw error
      },
    )
    const lists = entries.map(async (entry) => {
      const path = prefix ? `${prefix}/${entry.name}` : entry.name
      if (skip(path)) return []
      return entry.isDirectory() ? look(path) : entry.isFile() || hasLinks ? [path] : []
    })
    return (await Promise.all(lists)).flat()
  }
  return (await look('')).toSorted()
}

/** Both halves of what is hashed stay in the processor's cache; less costs more calls. */
const HASHED_BYTES = 1 << 18

/** Of a file as it stands. Two buffers in turn: one is read into while the other is hashed. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  const handle = await open(path)
  try {
    // thousands of small files would call the collector for memory that nothing was read into
    const { size } = await handle.stat()
    const bytes = Math.min(HASHED_BYTES, size + 1)
    const read = (buffer: Buffer<ArrayBuffer>) => handle.read(buffer, 0, bytes)
    let filling = read(Buffer.allocUnsafe(bytes))
    let idle = Buffer.allocUnsafe(bytes)
    for (;;) {
      const { bytesRead, buffer: filled } = await filling
      if (bytesRead === 0) return hash.digest('hex')
      filling = read(idle)
      hash.update(filled.subarray(0, bytesRead))
      idle = filled
    }
  } finally {
    await handle.close()
  }
}

/**
 * What a packed file was before it was packed.
 * @throws an error whose code begins with `Z_` for one that is damaged
 */
export async function unpackedContent(path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(
    createReadStream(path, { highWaterMark: BUFFER_BYTES }),
    createGunzip(),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        hash.update(chunk)
        bytes += chunk.length
      }
    },
  )
  return { sha256: hash.digest('hex'), bytes }
}
