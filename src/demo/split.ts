import { mkdir, open, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createJsonElements, RequestError, type Row } from '../base/index.ts'
import type { PackSample } from '../kit/index.ts'
import { openArray, samples, type ArrayWriter, type SampleFile } from './samples.ts'
import { words } from './words.ts'

const READ_BYTES = 1 << 20

/**
 * Splits the JSON arrays of a folder into cumulative parts: `clients_1.json` … each holds the ones before it, the last is all
 * there is. Where records tell when they were last changed, a part is what was known by a day: what was corrected later stands
 * there as it was before. Otherwise records are split by their place.
 * @throws {RequestError} when the folder holds no JSON array
 */
export async function splitFiles(folder: string, parts: number, to: string = folder): Promise<readonly SampleFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted()
  const found = names.map((name) => basename(name, '.json')).filter((name) => !isPartOf(name, names))
  if (found.length === 0) throw new RequestError(words, 'nothing_to_split', { folder })
  const sample = sampleOfFiles(found)
  const files = sample ? found.filter((name) => name in sample.files) : found
  await mkdir(to, { recursive: true })
  const pathOf = (file: string) => join(folder, `${file}.json`)
  const days = await daysOf(files.map(pathOf), sample)
  const written: SampleFile[] = []
  for (const file of files) {
    const source = pathOf(file)
    const partOf = days.count > 0 ? byDay(days.cuts(parts), file, sample) : byPlace(await countElements(source), parts)
    written.push(...(await splitFile(source, (part) => join(to, `${file}_${part}.json`), parts, partOf)))
  }
  return written
}

/** `payments_3` beside `payments.json` is what a split before this one wrote. */
const isPartOf = (file: string, names: readonly string[]): boolean => {
  const whole = /^(.+)_\d+$/.exec(file)?.[1]
  return whole !== undefined && names.includes(`${whole}.json`)
}

/** The sample whose files these are, found by their names. */
function sampleOfFiles(files: readonly string[]): PackSample | undefined {
  return [...samples().values()].find(({ files: own }) =>
    Object.entries(own).every(([name, { isExtra }]) => isExtra || files.includes(name)),
  )
}

/** What a record says in each part: the first part that holds it, and what it said there until when. */
interface Life {
  from: number
  /** the text in parts before `changedIn` */
  former?: { text: string; until: number }
}
type PartOf = (text: string, at: number) => Life

const byPlace =
  (count: number, parts: number): PartOf =>
  (_text, at) => ({ from: Math.floor((at * parts) / count) + 1 })

/** By the days on which parts end; the last has no end. */
function byDay(ends: readonly string[], file: string, sample: PackSample | undefined): PartOf {
  const field = sample?.changedAt ?? CHANGED_AT
  const partOn = (record: Row): number => {
    const day = String(record[field] ?? '').slice(0, 10)
    const at = ends.findIndex((end) => day <= end)
    return at < 0 ? ends.length + 1 : at + 1
  }
  return (text) => {
    const record = JSON.parse(text) as Row
    const before = sample?.before(file, record)
    if (!before) return { from: partOn(record) }
    return { from: partOn(before), former: { text: JSON.stringify(before), until: partOn(record) } }
  }
}

const CHANGED_AT = 'updated_at'
const DAY_CHARACTERS = 10

/** How many records were last changed on each day, of all files together. */
async function daysOf(paths: readonly string[], sample: PackSample | undefined) {
  const field = new RegExp(`"${sample?.changedAt ?? CHANGED_AT}":\\s*"([^"]{${DAY_CHARACTERS}})`)
  const counts = new Map<string, number>()
  let count = 0
  for (const path of paths) {
    await eachElement(path, (text) => {
      const day = field.exec(text)?.[1]
      if (day === undefined) return
      counts.set(day, (counts.get(day) ?? 0) + 1)
      count += 1
    })
  }
  /** the days by which each part but the last is complete */
  const cuts = (parts: number): string[] => {
    const days = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))
    const ends: string[] = []
    let passed = 0
    for (const [day, on] of days) {
      passed += on
      while (ends.length < parts - 1 && passed >= (count * (ends.length + 1)) / parts) ends.push(day)
    }
    return ends
  }
  return { count, cuts }
}

async function splitFile(
  path: string,
  nameOf: (part: number) => string,
  parts: number,
  partOf: PartOf,
): Promise<readonly SampleFile[]> {
  const writers = Array.from({ length: parts }, (_, at) => openArray(nameOf(at + 1)))
  const full = new Set<ArrayWriter>()
  let at = 0
  await eachElement(
    path,
    (text) => {
      const { from, former } = partOf(text, at++)
      for (let part = from; part <= parts; part++) {
        const writer = writers[part - 1]!
        if (writer.write(former && part < former.until ? former.text : text)) full.add(writer)
      }
    },
    async () => {
      for (const writer of full) await writer.drained()
      full.clear()
    },
  )
  const written: SampleFile[] = []
  for (const writer of writers) written.push(await writer.close())
  return written
}

async function countElements(path: string): Promise<number> {
  let count = 0
  await eachElement(path, () => (count += 1))
  return count
}

/** @param rest is waited for now and then, so that what the elements became can be written */
async function eachElement(
  path: string,
  onElement: (text: string) => void,
  rest: () => Promise<void> = async () => {},
): Promise<void> {
  let held: Uint8Array[] = []
  const elements = createJsonElements(
    (bytes) => held.push(bytes),
    () => {
      const element = held.length === 1 ? held[0]! : Buffer.concat(held)
      held = []
      onElement(Buffer.from(element.buffer, element.byteOffset, element.length).toString())
    },
  )
  const file = await open(path)
  try {
    for (;;) {
      // a buffer of its own: what an element holds at the end of a piece is needed with the next
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES)
      if (bytesRead === 0) break
      elements.pass(buffer.subarray(0, bytesRead))
      await rest()
    }
  } finally {
    await file.close()
  }
  elements.end()
}
