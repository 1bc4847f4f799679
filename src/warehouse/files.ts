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

/** Of a file as it stands. Two buffers in turn: one is read into while the other is hashed. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  const handle = await open(path)
  const read = (buffer: Buffer<ArrayBuffer>) => handle.read(buffer, 0, BUFFER_BYTES)
  try {
    let filling = read(Buffer.allocUnsafe(BUFFER_BYTES))
    let idle = Buffer.allocUnsafe(BUFFER_BYTES)
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
