import { readFileSync } from 'node:fs'
import type { Locale } from '../../src/base/index.ts'

const RUSSIAN = '*По-русски: '

/** What a README says of its subject in its first two paragraphs, of which the second is Russian. */
export function leadOf(path: string, locale: Locale): string {
  const [, english = '', russian = ''] = readFileSync(path, 'utf8').split('\n\n')
  if (!russian.startsWith(RUSSIAN)) throw new Error(`${path}: the second paragraph must begin with “${RUSSIAN}”`)
  const lead = locale === 'en' ? english : russian.slice(RUSSIAN.length, -1)
  return lead.replaceAll('\n', ' ')
}
