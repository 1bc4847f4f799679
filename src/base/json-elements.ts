const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const LINE_END = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const TAB = 0x09
const OBJECT = 0x7b
const OBJECT_END = 0x7d
const ARRAY = 0x5b
const ARRAY_END = 0x5d
/** what no JSON text may hold */
const BROKEN = 0x01
const BYTE_ORDER_MARK = new Set([0xef, 0xbb, 0xbf])

/** Takes elements apart in bytes that come in pieces. */
export interface JsonElements {
  /** @param piece is changed: line ends within an element become spaces, so that each is one line */
  pass(piece: Uint8Array): void
  /** an element that is not whole is given as it is */
  end(): {
    /** the array was closed, or there was none */
    isWhole: boolean
  }
}

/**
 * The elements of a JSON array, or objects one after another, however they are laid out. What is broken costs its own element,
 * and where that cannot be seen the next one: an object that begins where none may, a line end within a text and a text that
 * goes on after its end tell where one record was not closed and the next began.
 * @param onBytes is given an element's bytes, piece by piece, as they stand in the pieces that were passed
 * @param onEnd is told when the element has no more
 */
export function createJsonElements(onBytes: (bytes: Uint8Array) => void, onEnd: () => void): JsonElements {
  const open: number[] = []
  let isIn: 'nothing' | 'element' | 'rubbish' = 'nothing'
  let isText = false
  let isEscaped = false
  let isArrayOpen = false
  let isFirst = true
  /** the last byte that is neither space nor within a text */
  let last = 0
  /** in this piece, the brace before a quote that closed a text and may have begun the next record */
  let suspect = -1
  let lastInText = 0
  let lastInTextAt = -1

  const pass = (piece: Uint8Array): void => {
    let start = isIn === 'nothing' ? -1 : 0
    suspect = -1
    lastInTextAt = -1
    const cut = (to: number) => {
      if (to > start) onBytes(piece.subarray(start, to))
      onEnd()
      isIn = 'nothing'
      isText = false
      isEscaped = false
      open.length = 0
      start = -1
    }
    const begin = (at: number) => {
      start = at
      isIn = 'element'
      open.length = 0
      open.push(OBJECT)
      last = OBJECT
    }
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at]!
      if (isText) {
        if (byte === LINE_END) {
          piece[at] = BROKEN
          isText = false
          isEscaped = false
          last = BROKEN
        } else if (isEscaped) isEscaped = false
        else if (byte === BACKSLASH) isEscaped = true
        else if (byte === QUOTE) {
          isText = false
          suspect = lastInText === OBJECT ? lastInTextAt : -1
          last = QUOTE
        } else if (byte > SPACE) {
          lastInText = byte
          lastInTextAt = at
        }
        continue
      }
      if (byte === SPACE || byte === TAB || byte === RETURN || byte === LINE_END) {
        if (isIn === 'rubbish' && byte === LINE_END) cut(at)
        else if (isIn !== 'nothing') piece[at] = SPACE
        continue
      }
      if (isIn === 'nothing') {
        if (isFirst && BYTE_ORDER_MARK.has(byte)) continue
        isFirst = false
        if (byte === OBJECT) begin(at)
        else if (byte === ARRAY) isArrayOpen = true
        else if (byte === ARRAY_END) isArrayOpen = false
        else if (byte !== COMMA) {
          isIn = 'rubbish'
          start = at
          isText = byte === QUOTE
        }
        continue
      }
      if (isIn === 'rubbish') {
        if (byte === QUOTE) isText = true
        else if (byte === OBJECT) {
          cut(at)
          begin(at)
        } else if (byte === ARRAY_END) {
          cut(at)
          isArrayOpen = false
        }
        continue
      }
      if (
        last === QUOTE &&
        suspect > start &&
        byte !== COMMA &&
        byte !== COLON &&
        byte !== OBJECT_END &&
        byte !== ARRAY_END
      ) {
        const next = suspect
        cut(next)
        begin(next)
        isText = true
        at--
        continue
      }
      switch (byte) {
        case QUOTE:
          isText = true
          lastInText = 0
          lastInTextAt = -1
          break
        case OBJECT:
          if (open.at(-1) === OBJECT && last !== COLON) {
            cut(at)
            begin(at)
          } else open.push(OBJECT)
          break
        case ARRAY:
          open.push(ARRAY)
          break
        case OBJECT_END:
          while (open.at(-1) === ARRAY) open.pop()
          open.pop()
          if (open.length === 0) cut(at + 1)
          break
        case ARRAY_END:
          if (open.at(-1) === ARRAY) open.pop()
          else {
            cut(at)
            isArrayOpen = false
          }
          break
      }
      last = byte
    }
    if (isIn !== 'nothing' && start < piece.length) onBytes(piece.subarray(start))
  }

  return {
    pass,
    end() {
      const isCut = isIn !== 'nothing'
      if (isCut) onEnd()
      return { isWhole: !isCut && !isArrayOpen }
    },
  }
}
