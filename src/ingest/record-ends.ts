import type { FileFormat } from '../kit/index.ts'

const QUOTE = 0x22
const LINE_END = 0x0a

/** Knows where records end in bytes that come in pieces. */
export interface RecordEnds {
  /** the place after the first record that ends in this piece, 0 where none does; the piece is not passed by it */
  firstEnd(piece: Uint8Array): number
  /** takes note of a piece */
  pass(piece: Uint8Array): void
}

/**
 * Records of ndjson end with their line; those of a csv with a line that stands outside quotes (a quote inside a field is
 * doubled, so an even number of them stands before). Other formats are one record to their end.
 */
export function createRecordEnds(format: FileFormat): RecordEnds {
  if (format === 'ndjson') return { firstEnd: (piece) => piece.indexOf(LINE_END) + 1, pass: () => {} }
  if (format !== 'csv') return { firstEnd: () => 0, pass: () => {} }
  let isQuoted = false
  return {
    firstEnd(piece) {
      let isInside = isQuoted
      for (let at = 0; at < piece.length; at++) {
        if (piece[at] === QUOTE) isInside = !isInside
        else if (piece[at] === LINE_END && !isInside) return at + 1
      }
      return 0
    },
    pass(piece) {
      for (let at = piece.indexOf(QUOTE); at >= 0; at = piece.indexOf(QUOTE, at + 1)) isQuoted = !isQuoted
    },
  }
}
