import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { createJsonElements } from '../base/index.ts'

const READ_BYTES = 1024 * 1024
const END_BYTES = 64
const NEW_LINE = new Uint8Array([10])

/** What is written at once; an element may be longer. */
const WRITE_BYTES = 4 * 1024 * 1024

/**
 * Copies the elements of a JSON array, each to a line of its own, whatever is broken among them. Reads as a stream.
 * @returns the path of the copy, and whether the array was closed
 */
export async function elementLines(path: string, folder: string): Promise<{ path: string; isWhole: boolean }> {
  await mkdir(folder, { recursive: true })
  const copy = join(folder, 'elements.ndjson')
  const [from, to] = [await open(path), await open(copy, 'w')]
  let gathered: Uint8Array[] = []
  let gatheredBytes = 0
  const gather = (bytes: Uint8Array) => {
    gathered.push(bytes)
    gatheredBytes += bytes.length
  }
  const write = async () => {
    await to.writeFile(Buffer.concat(gathered))
    gathered = []
    gatheredBytes = 0
  }
  const elements = createJsonElements(gather, () => gather(NEW_LINE))
  try {
    for (;;) {
      // a buffer of its own: what was gathered of it is written later
      const { bytesRead, buffer } = await from.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES)
      if (bytesRead === 0) break
      elements.pass(buffer.subarray(0, bytesRead))
      if (gatheredBytes >= WRITE_BYTES) await write()
    }
    const { isWhole } = elements.end()
    await write()
    return { path: copy, isWhole }
  } finally {
    await from.close()
    await to.close()
  }
}

/**
 * What a file looks like by its beginning and its end: the engine takes an array that was cut between two elements for whole,
 * and an error page is no array of broken elements.
 */
export async function jsonLook(path: string, bytes: number): Promise<'whole' | 'cut' | 'no JSON'> {
  const file = await open(path)
  const textAt = async (position: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(END_BYTES), 0, END_BYTES, position)
    return buffer.subarray(0, bytesRead).toString('latin1').trim()
  }
  try {
    const head = (await textAt(0)).replace(/^\u00ef\u00bb\u00bf\s*/, '')
    const tail = await textAt(Math.max(0, bytes - END_BYTES))
    if (head !== '' && !/^[[{]/.test(head)) return 'no JSON'
    return head.startsWith('[') && tail !== '' && !tail.endsWith(']') ? 'cut' : 'whole'
  } finally {
    await file.close()
  }
}
