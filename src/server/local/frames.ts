import type { Locale } from '../../base/index.ts'

/** One line of an answer: progress while it goes on, then the result or the error in both languages. */
export type LocalLine =
  | { kind: 'progress'; event: unknown }
  /** the answer takes its time; whoever waits for it need not give up */
  | { kind: 'alive' }
  /** so many bytes follow the line as they are; the result names them by their place */
  | { kind: 'bytes'; length: number }
  | { kind: 'result'; result: unknown }
  /** the result but for its content, whose pieces follow as bytes until `ended` */
  | { kind: 'opened'; result: unknown }
  | { kind: 'ended' }
  | {
      kind: 'error'
      code: string
      recovery: string
      retryAfterSeconds?: number | undefined
      message: Record<Locale, string>
    }

const PLACE = 'svodka:bytes'

/** A line as text; bytes within it are taken out into `bytes`, each named by its place there. */
export function lineText(line: LocalLine, bytes: Uint8Array[]): string {
  return JSON.stringify(line, function (this: Record<string, unknown>, key: string, value: unknown) {
    // a Buffer has turned itself into something else before it comes here
    const given = this[key]
    return given instanceof Uint8Array ? { [PLACE]: bytes.push(given) - 1 } : value
  })
}

/** Bytes of a content that comes piece by piece. */
export interface LocalPiece {
  kind: 'piece'
  piece: Uint8Array
}

/** The lines of an answer as they come, each result with its bytes in place; what comes after `opened`, piece by piece. */
export async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<LocalLine | LocalPiece> {
  const bytes: Uint8Array[] = []
  let isOpened = false
  const reader = new FrameReader(body)
  for (let text = await reader.line(); text !== undefined; text = await reader.line()) {
    const line = JSON.parse(text, (_key, value: unknown) => {
      const place = (value as Record<string, unknown> | null)?.[PLACE]
      return typeof place === 'number' ? bytes[place] : value
    }) as LocalLine
    if (line.kind !== 'bytes') yield line
    else if (isOpened) yield { kind: 'piece', piece: await reader.take(line.length) }
    else bytes.push(await reader.take(line.length))
    isOpened ||= line.kind === 'opened'
  }
}

const NEW_LINE = 10

/** Lines and bytes by turns, out of pieces that begin and end anywhere. */
class FrameReader {
  readonly #pieces: AsyncIterator<Uint8Array>
  #left: Uint8Array = new Uint8Array()

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#pieces = body[Symbol.asyncIterator]()
  }

  /** @returns undefined at the end; what stands after the last line is half a line, and nothing */
  async line(): Promise<string | undefined> {
    const before: Uint8Array[] = []
    for (;;) {
      const end = this.#left.indexOf(NEW_LINE)
      if (end >= 0) {
        before.push(this.#left.subarray(0, end))
        this.#left = this.#left.subarray(end + 1)
        return Buffer.concat(before).toString('utf8')
      }
      before.push(this.#left)
      if (!(await this.#more())) return undefined
    }
  }

  async take(length: number): Promise<Uint8Array> {
    const taken = new Uint8Array(length)
    for (let at = 0; at < length;) {
      if (this.#left.length === 0 && !(await this.#more())) throw new Error('EOF')
      const piece = this.#left.subarray(0, length - at)
      taken.set(piece, at)
      at += piece.length
      this.#left = this.#left.subarray(piece.length)
    }
    return taken
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#pieces.next()
    this.#left = done ? new Uint8Array() : value
    return !done
  }
}
