import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Refusal } from './refusal.ts'

const unpack = promisify(gunzip)
const MEGABYTE = 1_000_000

export interface BodyLimits {
  bodyMegabytes: number
  bodySeconds: number
}

/**
 * The bytes of a request, unpacked.
 * @throws {Refusal} when they are too many, come too slowly, or do not all come
 */
export async function readBody(
  body: Readable,
  { length, isPacked }: { length: number; isPacked: boolean },
  limits: BodyLimits,
): Promise<Buffer> {
  const most = limits.bodyMegabytes * MEGABYTE
  if (length > most) throw tooLarge(limits)
  const bytes = await gather(body, most, limits)
  if (!isPacked) return bytes
  try {
    return await unpack(bytes, { maxOutputLength: most })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limits)
    throw new Refusal('not_gzip', { cause: (error as Error).message })
  }
}

const tooLarge = ({ bodyMegabytes }: BodyLimits) => new Refusal('body_too_large', { megabytes: bodyMegabytes })

function gather(body: Readable, most: number, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const settle = (end: () => void) => {
      clearTimeout(timer)
      body.off('data', take).off('end', finish).off('error', breakOff).off('close', breakOff)
      end()
    }
    const refuse = (refusal: Refusal) => settle(() => reject(refusal))
    const take = (chunk: Buffer) => {
      bytes += chunk.length
      chunks.push(chunk)
      if (bytes > most) refuse(tooLarge(limits))
    }
    const finish = () => settle(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    const breakOff = () => refuse(new Refusal('broken_body'))
    const { bodySeconds: seconds } = limits
    const timer = setTimeout(() => refuse(new Refusal('body_too_slow', { seconds })), seconds * 1000)
    body.on('data', take).on('end', finish).on('error', breakOff).on('close', breakOff)
    if (body.destroyed) breakOff()
  })
}

/** @throws {Refusal} where the bytes are no text in UTF-8 */
export function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Refusal('not_utf8')
  return bytes.toString('utf8').replace(/^\ufeff/, '')
}
