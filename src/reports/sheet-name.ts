const LONGEST = 31
const FORBIDDEN = /[\\/?*[\]:]+/g

/** A name that a workbook takes: at most 31 letters, none forbidden, no two alike whatever their case. */
export function sheetName(title: string, taken: Set<string>): string {
  const plain = title
    .replace(FORBIDDEN, ' ')
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^'+|'+$/g, '')
  const base = plain || 'Sheet'
  for (let number = 1; ; number += 1) {
    const end = number === 1 ? '' : ` ${number}`
    // a letter of two halves is not cut between them
    const name = `${base
      .slice(0, LONGEST - end.length)
      .replace(/\p{Cs}$/u, '')
      .replace(/[\s']+$/, '')}${end}`
    if (taken.has(name.toLowerCase()) || name.toLowerCase() === 'history') continue
    taken.add(name.toLowerCase())
    return name
  }
}
