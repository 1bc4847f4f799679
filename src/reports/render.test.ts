import { readFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import type { DocumentBlock, ReportDocument } from './contract.ts'
import { closeDrawing, renderReport } from './index.ts'
import { MOST_PRINTED_ROWS } from './lines.ts'
import { drawingThreadId, PICTURES_PER_THREAD } from './drawing-thread.ts'
import { NoPicture, pngOf } from './png.ts'
import { sampleDocument } from '../../test/samples/reports.ts'
import { unzip } from './testing.ts'

afterAll(closeDrawing)

const text = async (document: ReportDocument, format: 'html' | 'md'): Promise<string> =>
  new TextDecoder().decode((await renderReport(document, format))[0]?.content)

const page = text(sampleDocument('ru'), 'html')

const hostile: ReportDocument = {
  ...sampleDocument('ru'),
  title: '<script>alert(1)</script>',
  blocks: [
    {
      kind: 'chart',
      title: '<img src=x onerror=alert(2)>',
      spec: { kind: 'horizontal-bar', x: 'a', y: ['n'] },
      table: {
        columns: [
          { name: 'a', label: '</style><script>', unit: 'text' },
          { name: 'n', label: '"&', unit: 'count' },
        ],
        rows: [{ a: '<script>alert(3)</script>', n: 3 }],
      },
    },
  ],
}

test.each(['ru', 'en'] as const)('the Markdown of a report (%s) is as it was looked at', async (locale) => {
  await expect(await text(sampleDocument(locale), 'md')).toMatchFileSnapshot(
    `../../test/golden/reports/study.${locale}.md`,
  )
})

test('an HTML report asks for nothing from anywhere', async () => {
  const html = await page

  expect(html).not.toMatch(/https?:|<link|<script|<iframe|@import|src="/)
  expect(
    [...html.matchAll(/url\(([^)]{0,12})/g)].every(([, target]) => /^(data:font|#picture)/.test(target ?? '')),
  ).toBe(true)
})

test('an HTML report has ids that are its own, a picture for phones and colours of both themes', async () => {
  const html = await page

  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(html.match(/<div class="narrow/g)?.length).toBe(html.match(/<div class="wide/g)?.length)
  expect(html).toContain('fill="var(--chart-')
  expect(html).toContain('prefers-color-scheme:dark')
})

test('nothing from data becomes markup', async () => {
  const html = await text(hostile, 'html')

  expect(html).not.toContain('<script')
  expect(html).not.toContain('<img')
  expect(html).toContain('&lt;script&gt;alert(3)')
  expect(await text(hostile, 'md')).not.toMatch(/<script|<img/)
})

test('the warning is the first line of every report', async () => {
  const document = sampleDocument('ru')

  expect((await text(document, 'md')).startsWith('> **Данные старше')).toBe(true)
  expect(await page).toMatch(/<header>\s*<p class="warning" role="alert">Данные старше/)
})

test('what stands out has a quiet mark beside the usual in every format', async () => {
  const document = sampleDocument('ru')

  const html = await page
  const workbook = unzip((await renderReport(document, 'xlsx'))[0]?.content ?? new Uint8Array())

  expect(html).toContain('обычно в воскресенье 41<')
  expect(html.match(/class="figure stands-out"/g)).toHaveLength(2)
  expect(html).toContain('заметно выше обычного')
  expect(await text(document, 'md')).toMatch(/Жалобы . 0 . 3,4 . -100.% .лучше, заметно ниже обычного/)
  expect(workbook.get('xl/sharedStrings.xml')).toContain('заметно ниже обычного')
})

test('a table that is too long for a page says how much of it is shown; a workbook has all of it', async () => {
  const rows = Array.from({ length: MOST_PRINTED_ROWS + 7 }, (_, index) => ({ n: index }))
  const table: DocumentBlock = {
    kind: 'table',
    title: 'Все',
    table: { columns: [{ name: 'n', label: 'n', unit: 'count' }], rows },
  }
  const document = { ...sampleDocument('en'), blocks: [table] }

  const html = await text(document, 'html')
  const workbook = unzip((await renderReport(document, 'xlsx'))[0]?.content ?? new Uint8Array())

  expect(html.match(/<tr>/g)).toHaveLength(MOST_PRINTED_ROWS + 1)
  expect(html).toContain('The first 500 of 507 rows are shown')
  expect(workbook.get('xl/worksheets/sheet2.xml')?.match(/<row /g)).toHaveLength(rows.length + 1)
})

test('a PDF has pages, Cyrillic faces inside and no letters lost', async () => {
  const [file] = await renderReport(sampleDocument('ru'), 'pdf')
  const pdf = Buffer.from(file?.content ?? [])

  expect(file?.name).toBe('support-study-2023-12-31.pdf')
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  const plain = pdf.toString('latin1')
  const pages = plain.match(/\/Type \/Page\b(?!s)/g)?.length ?? 0
  expect(pages).toBeGreaterThanOrEqual(5)
  expect(plain).toContain(`/Count ${pages}`)
  expect(plain).toMatch(/\/FontName \/[A-Z]{6}\+PTSans/)
  // the maps from glyphs to letters hold the Cyrillic ones: "И" is 0418, "я" is 044f
  const maps = streams(pdf).filter((stream) => stream.includes('beginbfrange'))
  expect(maps.join('')).toMatch(/0418/)
  expect(maps.join('')).toMatch(/044f/)
})

test('a wide table is turned onto a page of its own', async () => {
  const columns = Array.from({ length: 16 }, (_, index) => ({
    name: `c${index}`,
    label: 'Удовлетворённость',
    unit: 'count' as const,
  }))
  const row = Object.fromEntries(columns.map(({ name }, index) => [name, index * 1000]))
  const document = {
    ...sampleDocument('ru'),
    blocks: [{ kind: 'table' as const, title: 'Широкая', table: { columns, rows: [row] } }],
  }

  const [file] = await renderReport(document, 'pdf')

  expect(Buffer.from(file?.content ?? []).toString('latin1')).toContain('/MediaBox [0 0 841.89 595.28]')
})

test('each chart is a PNG of twice its size, drawn in more than its background', async () => {
  const document = sampleDocument('ru')
  const charts = document.blocks.filter(({ kind }) => kind === 'chart')

  const files = await renderReport(document, 'png')

  expect(files).toHaveLength(charts.length)
  for (const { content } of files) {
    const png = Buffer.from(content)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(png.readUInt32BE(16)).toBe(1800)
    expect(distinctColours(png)).toBeGreaterThan(30)
  }
})

test('after fifty pictures the drawing thread is another one, and a broken picture breaks only itself', async () => {
  const whole = sampleDocument('ru')
  const chart = whole.blocks.find((block) => block.kind === 'chart')
  if (!chart) throw new Error('the sample has no chart')
  const one = { ...whole, blocks: [chart] }
  const broken = { ...chart, spec: { kind: 'cloud' } as unknown as typeof chart.spec }
  await closeDrawing()

  await renderReport({ ...whole, blocks: Array.from({ length: PICTURES_PER_THREAD - 1 }, () => chart) }, 'png')
  const first = drawingThreadId()
  const failed = await renderReport({ ...one, blocks: [broken] }, 'png').catch((error: unknown) => error)
  await renderReport(one, 'png')
  const before = drawingThreadId()
  await renderReport(one, 'png')

  expect(first).toEqual(expect.any(Number))
  expect(failed).toBeInstanceOf(TypeError)
  expect(before).toBe(first)
  expect(drawingThreadId()).not.toBe(first)
})

test('what is no picture says so, with the reason', async () => {
  expect(() => pngOf('<svg')).toThrow(NoPicture)
  await expect(renderReport(sampleDocument('ru'), 'png', { width: -1 })).rejects.toMatchObject({
    code: 'picture_failed',
    recovery: 'skip',
  })
})

test('files are named by report and date', async () => {
  for (const format of ['xlsx', 'md'] as const) {
    const [file] = await renderReport(sampleDocument('en'), format)
    expect(file?.name).toBe(`support-study-2023-12-31.${format}`)
  }
})

test('the face in a page is the one that the pictures are measured in', async () => {
  const html = await page
  const [, encoded] = /data:font\/woff;base64,([A-Za-z0-9+/=]+)/.exec(html) ?? []
  const face = Buffer.from(encoded ?? '', 'base64')

  expect(face.toString('latin1', 0, 4)).toBe('wOFF')
  expect(face.readUInt32BE(8)).toBe(face.length)
  const original = readFileSync(
    new URL(import.meta.resolve('@expo-google-fonts/pt-sans/400Regular/PTSans_400Regular.ttf')),
  )
  expect(face.readUInt16BE(12)).toBe(original.readUInt16BE(4) - 1)
})

/** Streams of a PDF, unpacked where they are packed. */
function streams(pdf: Buffer): string[] {
  const found: string[] = []
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('\nstream\n', at + 1)) {
    const start = at + (pdf[at] === 10 ? 8 : 7)
    const body = pdf.subarray(start, pdf.indexOf('\nendstream', start))
    if (body[0] === 0x78) found.push(inflateSync(body, { finishFlush: 2 }).toString('latin1'))
  }
  return found
}

/** Distinct values among the filtered bytes' pixels: enough to tell a drawing from an empty sheet. */
function distinctColours(png: Buffer): number {
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  const raw = inflateSync(Buffer.concat(parts))
  const seen = new Set<number>()
  for (let at = 1; at + 4 <= raw.length; at += 4) seen.add(raw.readUInt32BE(at))
  return seen.size
}
