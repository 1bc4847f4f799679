import type { Pieces } from '../base/index.ts'

const NEW_LINE = 10

/** Lines out of pieces that begin and end anywhere, given out so many at a time. */
export class LineSource {
  readonly #pieces: Pieces<Buffer>
  #next: Buffer | undefined

  constructor(pieces: Pieces<Buffer>) {
    this.#pieces = pieces
  }

  /** What comes next, without taking it; undefined at the end. */
  async peek(): Promise<Buffer | undefined> {
    this.#next ??= (await this.#pieces.next()).value
    return this.#next
  }

  /** Whole lines: `most.lines` of them, fewer where they pass `most.bytes`, at least one. */
  async *take(most: { lines: number; bytes: number }): AsyncGenerator<Buffer, void> {
    let [lines, bytes] = [0, 0]
    for (let piece = await this.peek(); piece !== undefined; piece = await this.peek()) {
      const wanted = bytes >= most.bytes ? 1 : most.lines - lines
      const { count, end } = linesIn(piece, wanted)
      const isEnough = count === wanted
      this.#next = isEnough && end < piece.length ? piece.subarray(end) : undefined
      yield isEnough ? piece.subarray(0, end) : piece
      if (isEnough) return
      lines += count
      bytes += piece.length
    }
  }
}

/** How many lines end in a piece, `wanted` at most, and where the last of them does. */
function linesIn(piece: Buffer, wanted: number): { count: number; end: number } {
  let [count, end] = [0, 0]
  while (count < wanted) {
    const at = piece.indexOf(NEW_LINE, end)
    if (at === -1) break
    end = at + 1
    count++
  }
  return { count, end }
}
