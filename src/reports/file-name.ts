import type { ReportDocument } from './contract.ts'

const LONGEST = 100

/** A name that every file system takes; letters of all alphabets stay. */
export function fileName(title: string): string {
  const name = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._ -]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+|\.+$/g, '')
  return [...name].slice(0, LONGEST).join('').trim() || 'svodka'
}

/** `support-morning-2023-12-31`: dated, so that reports of a folder sort by themselves. */
export const reportName = ({ id, date }: ReportDocument): string => `${id.replaceAll('.', '-')}-${date}`
