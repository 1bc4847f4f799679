import { inflateRawSync } from 'node:zlib'
import type { ReportFormat } from '../../src/app/index.ts'
import { MARKUP } from './hostile-packs.ts'

/* What is wrong with something that people see; nothing, where all is well. */

/** A program's own words: none of the texts of the rows has them. */
export const wordsOfPrograms = (text: string): string[] =>
  [...text.matchAll(/\bundefined\b|\[object \w+\]|\bNaN\b|\bInfinity\b|∞/g)].map(
    ({ 0: word, index }) => `${word}: ${text.slice(Math.max(0, index - 60), index + 60)}`,
  )

/** Numbers that JSON would lose, and a program's own words. */
export const faultsOfAnswer = (answer: unknown): string[] => [
  ...oddNumbers(answer),
  ...wordsOfPrograms(JSON.stringify(answer)),
]

function oddNumbers(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} ${value}`]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => oddNumbers(each, `${path}/${key}`))
}

/** Texts that would not stay texts in a file of this format. */
export function faultsOfFile(content: Buffer, format: ReportFormat): string[] {
  if (content.length < 100) return [`only ${content.length} bytes`]
  if (format === 'html') return faultsOfHtml(content.toString())
  if (format === 'md') return [...markupIn(content.toString()), ...wordsOfPrograms(content.toString())]
  if (format !== 'xlsx') return []
  return zipped(content)
    .filter(({ name }) => name.endsWith('.xml'))
    .flatMap(({ name, text }) => faultsOfSheet(text).map((fault) => `${name}: ${fault}`))
}

const markupIn = (text: string): string[] => (text.includes(MARKUP) ? [MARKUP] : [])

const faultsOfHtml = (text: string): string[] => [
  ...markupIn(text),
  ...(text.match(/<img src=x/gi) ?? []),
  ...wordsOfPrograms(text.replace(/<style[\s\S]*?<\/style>|<script[\s\S]*?<\/script>|data:[\w/+;=,-]+/g, '')),
]

/** A formula, or a sign that XML has no place for. */
const faultsOfSheet = (text: string): string[] => [
  // oxlint-disable-next-line no-control-regex -- what is looked for
  ...(text.match(/<f>|<script|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g) ?? []),
  ...wordsOfPrograms(text),
]

const ENTRY = 'PK\x01\x02'

/** The files of a zip, by its directory. */
function zipped(bytes: Buffer): { name: string; text: string }[] {
  const files: { name: string; text: string }[] = []
  for (let at = bytes.indexOf(ENTRY, 0, 'latin1'); at >= 0; at = bytes.indexOf(ENTRY, at + 4, 'latin1')) {
    const size = bytes.readUInt32LE(at + 20)
    const name = bytes.toString('utf8', at + 46, at + 46 + bytes.readUInt16LE(at + 28))
    const local = bytes.readUInt32LE(at + 42)
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const packed = bytes.subarray(start, start + size)
    files.push({ name, text: (bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)).toString() })
  }
  return files
}
