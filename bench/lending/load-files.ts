import { createReadStream, createWriteStream, writeFileSync } from 'node:fs'
import { copyFile, rename, appendFile } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { writeSample } from '../../src/demo/index.ts'

const FILES = ['clients', 'loans', 'payments'] as const

/** How many rows there are, and how many of them each part changes. */
export interface FeedSizes {
  rows: number
  changedFew: number
  changedOfAll: number
}

/** of files that a turn reads, copies and loads, and somewhat over */
export const TOUCHED_MEGABYTES = 2000

const EVERY_OF_FEW = 311
const EVERY_OF_ALL = 100

/**
 * Parts of a loan book: 1 all of it; 2 the same rows in other bytes; 3 some ten thousand payments, changed; 4 all of it once
 * more, one payment of a hundred changed.
 */
export async function writeParts(folder: string, clients: number): Promise<FeedSizes> {
  const written = await writeSample('lending', folder, { clients, from: '2010-01-01', to: '2023-12-31', seed: 2023 })
  const path = (file: string, part: number) => join(folder, `${file}_${part}.json`)
  for (const file of FILES) {
    await rename(join(folder, `${file}.json`), path(file, 1))
    await copyFile(path(file, 1), path(file, 2))
    await appendFile(path(file, 2), '\n')
  }
  for (const file of ['clients', 'loans']) {
    writeFileSync(path(file, 3), '[]\n')
    await copyFile(path(file, 2), path(file, 4))
    await appendFile(path(file, 4), '\n')
  }
  const few = await writeChanged(path('payments', 1), path('payments', 3), EVERY_OF_FEW, '2024-01-02', false)
  const all = await writeChanged(path('payments', 1), path('payments', 4), EVERY_OF_ALL, '2024-01-03', true)
  return { rows: written.reduce((sum, { records }) => sum + records, 0), changedFew: few, changedOfAll: all }
}

/** Copies payments, each `every`th with another amount and a later time of change; the others as they are, or not at all. */
async function writeChanged(
  from: string,
  to: string,
  every: number,
  day: string,
  withOthers: boolean,
): Promise<number> {
  const out = createWriteStream(to)
  let changed = 0
  let number = 0
  let isFirst = true
  out.write('[')
  for await (const line of createInterface({ input: createReadStream(from) })) {
    if (!line.startsWith('{')) continue
    const isChosen = number++ % every === 0
    if (!isChosen && !withOthers) continue
    const text = line.replace(/,$/, '')
    const told = isChosen
      ? text.replace(/"amount":[\d.]+,"updated_at":"\d{4}-\d\d-\d\d/, `"amount":${number}.25,"updated_at":"${day}`)
      : text
    if (isChosen) changed += 1
    if (!out.write(`${isFirst ? '\n' : ',\n'}${told}`)) await once(out, 'drain')
    isFirst = false
  }
  out.end('\n]\n')
  await once(out, 'finish')
  return changed
}
