import { inflateSync } from 'node:zlib'
import { unzip } from '../../src/reports/testing.ts'

/** Everything that a person could read in these bytes: workbooks unpacked, a PDF's letters put together. */
export function readable(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes)
  if (buffer.subarray(0, 2).toString() === 'PK') return [...unzip(buffer)].flat().join('\n')
  if (buffer.subarray(0, 5).toString() === '%PDF-') return pdfText(buffer)
  // fonts and pictures are no text, and say anything by chance
  return unescaped(buffer.toString('utf8').replaceAll(/base64,[\w+/=]+/g, ''))
}

/** JSON may write letters by number, and an address by bytes. */
function unescaped(text: string): string {
  const letters = text.replaceAll(/\\u([0-9a-f]{4})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return /%[0-9a-f]{2}/i.test(letters) ? `${letters}\n${letters.replaceAll(/%([2-7][0-9a-f])/gi, decoded)}` : letters
}
const decoded = (_: string, hex: string): string => String.fromCharCode(Number.parseInt(hex, 16))

/** The letters of each page, by each of the fonts that it may be set in: more than a reader sees, never less. */
function pdfText(pdf: Buffer): string {
  const streams = unpacked(pdf)
  const fonts = streams.filter((stream) => stream.includes('beginbfrange')).map(lettersOf)
  const pages = streams.filter((stream) => /\bT[jJ]\b/.test(stream))
  return pages.flatMap((page) => fonts.map((letters) => pageText(page, letters))).join('\n')
}

function unpacked(pdf: Buffer): string[] {
  const found: string[] = []
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('\nstream\n', at + 1)) {
    const start = at + (pdf[at] === 10 ? 8 : 7)
    const body = pdf.subarray(start, pdf.indexOf('\nendstream', start))
    found.push(body[0] === 0x78 ? inflateSync(body, { finishFlush: 2 }).toString('latin1') : body.toString('latin1'))
  }
  return found
}

const RANGE = /<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*(?:\[([^\]]*)\]|<([0-9a-f]+)>)/gi

function lettersOf(map: string): ReadonlyMap<string, string> {
  const letters = new Map<string, string>()
  for (const [, from = '', , list, one] of map.matchAll(RANGE)) {
    const codes = list === undefined ? [one ?? ''] : [...list.matchAll(/<([0-9a-f]*)>/gi)].map(([, code = '']) => code)
    codes.forEach((code, at) => {
      const glyph = (Number.parseInt(from, 16) + at).toString(16).padStart(4, '0')
      letters.set(glyph, Buffer.from(code, 'hex').swap16().toString('utf16le'))
    })
  }
  return letters
}

const pageText = (page: string, letters: ReadonlyMap<string, string>): string =>
  [...page.matchAll(/\[([^\]]*)\]\s*TJ|<([0-9a-f]+)>\s*Tj/gi)]
    .map(([, several, one]) =>
      [...(several ?? `<${one}>`).matchAll(/<([0-9a-f]*)>/gi)]
        .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
        .map((glyph) => letters.get(glyph.toLowerCase()) ?? '')
        .join(''),
    )
    .join('\n')
