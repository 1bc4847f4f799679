import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { defineWords, SourceError } from '../base/index.ts'
import { trusted, type Cursor, type SourceDefinition } from '../kit/index.ts'
import { landContent } from './content-landing.ts'
import { createRecordEnds } from './record-ends.ts'
import { box, openShop } from './testing.ts'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const words = defineWords({ en: { down: 'The vendor sleeps.' }, ru: { down: 'Поставщик спит.' } })
const head = Buffer.from('box_id,label\n')

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-'))
  closing.push(() => rmSync(folder, { recursive: true }))
  return folder
}

async function* pieces(...texts: (string | Error)[]) {
  for (const text of texts) {
    if (text instanceof Error) throw text
    yield Buffer.from(text)
  }
}

async function start() {
  const afters: (Cursor | undefined)[] = []
  const next: { content: AsyncIterable<Uint8Array>; cursor?: Cursor | (() => Cursor) } = { content: pieces() }
  const definition: SourceDefinition = {
    type: 'shop',
    title: 'Shop',
    settings: z.unknown(),
    streams: () => [
      {
        name: 'boxes',
        format: 'csv',
        record: {},
        csv: { delimiter: ',', hasEmptyTexts: true },
        feeds: [{ entity: 'shop.box', staging: trusted('select * from record') }],
      },
    ],
    async *read({ after }) {
      afters.push(after)
      yield { kind: 'content', name: 'boxes', head, ...next }
    },
    check: async () => [],
    lag: async ({ cursors }) => [
      { stream: 'boxes', messages: 7 - Number(cursors['boxes']?.['until'] ?? 0), parts: [] },
    ],
  }
  const { warehouse, ingest, close } = await openShop(definition, {}, box)
  closing.push(close)
  return {
    afters,
    warehouse,
    lag: () => ingest.lag('shop'),
    sync: async (content: AsyncIterable<Uint8Array>, cursor?: Cursor | (() => Cursor)) => {
      Object.assign(next, { content, cursor })
      return (await ingest.sync({ mode: 'new', locale: 'en' }, () => {})).streams[0]
    },
    boxes: () => warehouse.rows(trusted('select box_id, label from staging.shop__shop_box order by 1')),
    files: () => filesUnder(warehouse.rawFolder),
  }
}

const filesUnder = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()

test('content lands once and is loaded with its cursor; an empty text is not “no value”', async () => {
  const { sync, boxes, files, afters } = await start()

  const first = await sync(pieces('1,"a\n', '""b"""\n2,', '""\n3,\n'), { until: 3 })
  await sync(pieces())

  expect(first).toMatchObject({ added: 3, error: null, asOf: '2026-01-01T00:00:00.000Z' })
  expect(await boxes()).toEqual([
    { box_id: '1', label: 'a\n"b"' },
    { box_id: '2', label: '' },
    { box_id: '3', label: null },
  ])
  expect(files().map((file) => readFileSync(file, 'utf8'))).toEqual(['box_id,label\n1,"a\n""b"""\n2,""\n3,\n'])
  expect(afters[1]).toMatchObject({ until: 3 })
})

test('a cursor that only the reading tells is asked when all of the content has been taken', async () => {
  const { sync, afters, lag } = await start()
  let read = 0
  const content = (async function* () {
    for (; read < 3; read++) yield Buffer.from(`${read},a\n`)
  })()
  const [before] = await lag()

  await sync(content, () => ({ until: read }))
  const [after] = await lag()
  await sync(pieces())

  expect(afters[1]).toMatchObject({ until: 3 })
  expect([before?.messages, after?.messages]).toEqual([7, 4])
})

test('the same content again is not loaded again; content that goes back to what it said is', async () => {
  const { sync, boxes, files } = await start()
  await sync(pieces('1,a\n'))

  const again = await sync(pieces('1,a\n'))
  const changed = await sync(pieces('1,b\n'))
  const back = await sync(pieces('1,a\n'))

  expect([again, changed, back].map((result) => [result?.changed, result?.unchanged])).toEqual([
    [0, 0],
    [1, 0],
    [1, 0],
  ])
  expect(await boxes()).toEqual([{ box_id: '1', label: 'a' }])
  expect(files()).toHaveLength(3)
})

test('content that breaks off leaves nothing behind and moves no cursor', async () => {
  const { sync, boxes, files, afters } = await start()
  const broken = new SourceError(words, 'down', {}, { recovery: 'skip' })

  const failed = await sync(pieces('1,a\n', broken), { until: 1 })
  const second = await sync(pieces('1,a\n'), { until: 1 })

  expect(failed).toMatchObject({ added: 0, error: 'The vendor sleeps.', asOf: null })
  expect(second).toMatchObject({ added: 1, error: null })
  expect(afters[1]).toBeUndefined()
  expect(await boxes()).toHaveLength(1)
  expect(files()).toHaveLength(1)
})

const target = (rawFolder: string, fileBytes: number) => ({
  rawFolder,
  folder: 'shop/boxes',
  format: 'csv' as const,
  at: new Date('2026-01-01T00:00:00Z'),
  fileBytes,
  signal: new AbortController().signal,
})

test('large content is cut between records, never within quotes, and each file begins with the head', async () => {
  const rawFolder = temporary()
  const text = Array.from({ length: 200 }, (_, at) => `${at},"line\n""${at}"" \\.\n\n,"\n`).join('')
  const cut = text.match(/.{1,7}/gs) ?? []

  const landed = await landContent(
    { kind: 'content', name: 'boxes', head, content: pieces(...cut) },
    target(rawFolder, 100),
  )

  const texts = filesUnder(rawFolder)
    .toSorted((a, b) => a.length - b.length || a.localeCompare(b))
    .map((file) => readFileSync(file, 'utf8'))
  expect(landed.length).toBeGreaterThan(20)
  expect(texts.every((each) => each.startsWith('box_id,label\n') && each.endsWith('\n\n,"\n'))).toBe(true)
  expect(texts.map((each) => each.slice(head.length)).join('')).toBe(text)
})

test('files of content that breaks off later are taken back, and without content there is no file', async () => {
  const rawFolder = temporary()
  const content = pieces('1,a\n2,b\n', '3,c\n', new Error('broken'))

  const landing = landContent({ kind: 'content', name: 'boxes', head, content }, target(rawFolder, 5))

  await expect(landing).rejects.toThrow('broken')
  expect(await landContent({ kind: 'content', name: 'boxes', head, content: pieces() }, target(rawFolder, 5))).toEqual(
    [],
  )
  expect(filesUnder(rawFolder)).toEqual([])
})

test('where records end: a line of ndjson, never within other formats', () => {
  expect(createRecordEnds('ndjson').firstEnd(Buffer.from('{"a":1}\n{'))).toBe(8)
  expect(createRecordEnds('parquet').firstEnd(Buffer.from('a\nb\n'))).toBe(0)
})

test('content is taken at the pace of the disk', async () => {
  const rawFolder = temporary()
  const written = () => filesUnder(rawFolder).reduce((sum, file) => sum + readFileSync(file).length, 0)
  let ahead = 0
  let given = 0
  const content = (async function* () {
    for (; given < 64; given++) {
      ahead = Math.max(ahead, given * 1024 * 1024 - written())
      yield Buffer.alloc(1024 * 1024, '1,a\n')
    }
  })()

  await landContent({ kind: 'content', name: 'boxes', content }, target(rawFolder, 1e9))

  expect(ahead).toBeLessThanOrEqual(3 * 1024 * 1024)
  expect(written()).toBe(64 * 1024 * 1024)
})
