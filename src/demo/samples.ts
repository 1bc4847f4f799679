import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { nearest, RequestError } from '../base/index.ts'
import type { PackSample, PackSampleOptions } from '../kit/index.ts'
import * as packs from '../packs/index.ts'
import { words } from './words.ts'

export interface SampleFile {
  path: string
  records: number
}

/** Samples by the id of their pack. */
export function samples(): ReadonlyMap<string, PackSample> {
  const all = Object.values(packs).map((pack) => pack().definition)
  return new Map(all.flatMap(({ id, sample }) => (sample ? [[id, sample] as const] : [])))
}

/**
 * Writes a pack's sample as JSON arrays, a record a line. Memory does not grow with its size.
 * @param extra names of files beyond the usual ones
 * @throws {RequestError} when there is no such pack, it has no sample, or no such file
 */
export async function writeSample(
  pack: string,
  folder: string,
  options: PackSampleOptions,
  extra: readonly string[] = [],
): Promise<readonly SampleFile[]> {
  const sample = sampleOf(pack)
  const chosen = chosenFiles(pack, sample, extra)
  await mkdir(folder, { recursive: true })
  const writers = new Map(chosen.map((file) => [file, openArray(join(folder, `${file}.json`))]))
  for (const { file, record } of sample.records(options)) {
    const writer = writers.get(file)
    if (writer?.write(JSON.stringify(record))) await writer.drained()
  }
  const written: SampleFile[] = []
  for (const writer of writers.values()) written.push(await writer.close())
  return written
}

function sampleOf(pack: string): PackSample {
  const all = samples()
  const found = all.get(pack)
  if (found) return found
  const known = [...all.keys()]
  throw new RequestError(words, 'no_sample', { pack, hint: nearest(pack, known) ?? 'none', known: known.join(', ') })
}

function chosenFiles(pack: string, { files }: PackSample, extra: readonly string[]): string[] {
  const known = Object.keys(files)
  for (const file of extra) {
    if (!known.includes(file))
      throw new RequestError(words, 'no_sample_file', {
        pack,
        file,
        hint: nearest(file, known) ?? 'none',
        known: known.join(', '),
      })
  }
  return known.filter((file) => !files[file]?.isExtra || extra.includes(file))
}

/** A JSON array that is written element by element. */
export interface ArrayWriter {
  /** @returns whether `drained` must be waited for before more is written */
  write(element: string): boolean
  drained(): Promise<void>
  close(): Promise<SampleFile>
}

const CHUNK_CHARACTERS = 1 << 18

export function openArray(path: string): ArrayWriter {
  const stream: WriteStream = createWriteStream(path)
  let failure: Error | undefined
  stream.on('error', (error) => (failure = error)) // told to whoever waits next
  let gathered = '['
  let records = 0
  return {
    write(element) {
      gathered += records++ === 0 ? `\n${element}` : `,\n${element}`
      if (gathered.length < CHUNK_CHARACTERS) return false
      const isRoomLeft = stream.write(gathered)
      gathered = ''
      return !isRoomLeft
    },
    async drained() {
      if (failure) throw failure
      if (stream.writableNeedDrain) await once(stream, 'drain')
    },
    async close() {
      if (failure) throw failure
      stream.end(`${gathered}\n]\n`)
      await once(stream, 'finish')
      return { path, records }
    },
  }
}
