import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { files } from '../../../src/sources/index.ts'
import { hostileText } from '../hostile.ts'
import { countOf, mustComeToTheSame, openLab, type Lab } from '../lab.ts'
import { mutatedBytes, mutatedJson } from '../mutate.ts'
import type { Random } from '../random.ts'
import { thing, thingOf } from '../table.ts'
import { must, type Target } from '../target.ts'

type Format = 'ndjson' | 'json' | 'csv' | 'parquet'

/** A file to be read, and what must hold of it if it is read. */
interface Written {
  content: Uint8Array | string
  inputs: number
  /** there, however broken the rest is */
  right?: readonly string[]
  /** records in all */
  records?: number
}

type Write = (at: string, random: Random) => Written | Promise<Written>

const RECORDS = 30

/** Rows of which some are changed, and the ids of those that are not. */
function rowsOf(at: string, random: Random) {
  return Array.from({ length: RECORDS }, (_, number) => {
    const isRight = number % 10 === 0
    return { isRight, row: thingOf(`${at}-${number}`, number), random: random.of(number) }
  })
}

const jsonLines = (at: string, random: Random) => {
  const all = rowsOf(at, random)
  const lines = all.map(({ isRight, row, random: own }) => (isRight ? JSON.stringify(row) : mutatedJson(row, own)))
  const right = all.filter(({ isRight }) => isRight).map(({ row }) => row.thing_id)
  return { lines, right, records: RECORDS, inputs: RECORDS - right.length }
}

const cell = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`

/** Fields that say anything at all, in quotes; a line with a field too few or too many is one record all the same. */
function csvLines(at: string, random: Random): Written {
  const all = rowsOf(at, random)
  const head = Object.keys(thing.columns).join(',')
  const lines = all.map(({ isRight, row, random: own }) => {
    const fields = Object.values(row).map((value) =>
      !isRight && own.chance(0.3) ? hostileText(own).replaceAll('\u0000', '') : value,
    )
    return fields.map(cell).join(',')
  })
  const right = all.filter(({ isRight }) => isRight).map(({ row }) => row.thing_id)
  return { content: `${[head, ...lines].join('\n')}\n`, inputs: RECORDS - right.length, right, records: RECORDS }
}

const plainCsv = (at: string, random: Random) =>
  [Object.keys(thing.columns), ...rowsOf(at, random).map(({ row }) => Object.values(row).map(cell))].join('\n')

const broken = (content: Uint8Array, random: Random, others: readonly Uint8Array[] = []): Written => ({
  content: mutatedBytes(content, others, random),
  inputs: 1,
})

const isBroken = (random: Random) => random.chance(0.4)

const WRITE: Readonly<Record<Exclude<Format, 'parquet'>, Write>> = {
  ndjson(at, random) {
    const { lines, ...rest } = jsonLines(at, random)
    if (isBroken(random)) return broken(Buffer.from(lines.join('\n')), random, [Buffer.from(plainCsv(at, random))])
    return { content: lines.join(random.pick(['\n', '\r\n'])), ...rest }
  },
  json(at, random) {
    const { lines, ...rest } = jsonLines(at, random)
    const content = `[${random.pick(['', '\n', '\ufeff'])}${lines.join(random.pick([',', ',\n', ' , ']))}]`
    if (isBroken(random)) return broken(Buffer.from(content), random)
    // elements that are no records may be rejected together
    const { records, ...others } = rest
    return { content, ...others, ...(lines.every((line) => line.startsWith('{')) && { records }) }
  },
  csv: (at, random) => (isBroken(random) ? broken(Buffer.from(plainCsv(at, random)), random) : csvLines(at, random)),
}

/** Right files of the engine's own format, by how they are compressed. */
async function parquetSamples(): Promise<Buffer[]> {
  const { readFileSync } = await import('node:fs')
  const folder = mkdtempSync(join(tmpdir(), 'svodka-fuzz-parquet-'))
  const connection = await (await DuckDBInstance.create()).connect()
  try {
    const samples: Buffer[] = []
    writeFileSync(
      join(folder, 'rows.ndjson'),
      rowsOfSample()
        .map((row) => JSON.stringify(row))
        .join('\n'),
    )
    for (const codec of ['uncompressed', 'snappy', 'zstd', 'gzip']) {
      const file = join(folder, `${codec}.parquet`)
      await connection.run(
        `copy (from '${join(folder, 'rows.ndjson')}') to '${file}' (format parquet, codec '${codec}')`,
      )
      samples.push(readFileSync(file))
    }
    return samples
  } finally {
    connection.closeSync()
    rmSync(folder, { recursive: true })
  }
}

const rowsOfSample = () => Array.from({ length: RECORDS }, (_, number) => thingOf(`sample-${number}`, number))

function session(format: Format, lab: Lab, write: Write) {
  const path = join(lab.folder, `things.${format}`)
  let number = 0
  return {
    async attempt(random: Random): Promise<number> {
      const at = `a${++number}`
      const { content, inputs, right = [], records } = await write(at, random)
      writeFileSync(path, content)
      const streams = await lab.sync()
      if (records !== undefined) {
        const [stream] = streams
        must(stream?.error === null, 'a file of whole records was not read', stream?.error)
        must(countOf(streams) === records, `of ${records} records this became`, streams)
      }
      const there = new Set(
        (await lab.rows(`select thing_id from core.shop_thing where thing_id like '${at}-%'`)).map(
          (row) => row['thing_id'],
        ),
      )
      const missing = right.filter((id) => !there.has(id))
      must(missing.length === 0, 'right rows were lost', missing)
      await mustComeToTheSame(lab, 'new')
      if (number % 8 === 0) await mustComeToTheSame(lab, 'full')
      return inputs
    },
    close: () => lab.close(),
  }
}

const fileTarget = (format: Format, write: () => Promise<Write>): Target => ({
  name: `files: ${format}`,
  attempts: 16,
  small: 4,
  async open() {
    const stream = { path: `things.${format}` }
    const lab = await openLab(files({ id: 'shop', streams: { 'shop.thing': stream } }), [thing])
    return session(format, lab, await write())
  },
})

export const fileTargets: readonly Target[] = [
  fileTarget('ndjson', async () => WRITE.ndjson),
  fileTarget('json', async () => WRITE.json),
  fileTarget('csv', async () => WRITE.csv),
  fileTarget('parquet', async () => {
    const samples = await parquetSamples()
    return (_at, random) => broken(random.pick(samples), random, samples)
  }),
]
