import { createHash } from 'node:crypto'

/** Rows near the end of what was read, so that reading them again delivers only what is new among them. */
export interface Seen {
  /** the place of each, which grows, and a digest of the row */
  rows: readonly (readonly [place: string, digest: string])[]
}

const DIGEST_CHARACTERS = 8

/** Eight characters of 64: of a hundred thousand rows two are taken for one once in fifty thousand runs. */
export const digestOf = (row: unknown): string =>
  createHash('sha1').update(JSON.stringify(row)).digest('base64url').slice(0, DIGEST_CHARACTERS)

/** Tells new rows from those that an earlier run delivered. Places are texts that grow as time does. */
export class Window {
  #rows: (readonly [place: string, digest: string])[]
  readonly #digests: Set<string>

  constructor(seen: Seen | undefined) {
    this.#rows = [...(seen?.rows ?? [])]
    this.#digests = new Set(this.#rows.map(([, digest]) => digest))
  }

  /** Whether the row was not there before; it is from now on. */
  isNew(place: string, row: unknown): boolean {
    const digest = digestOf(row)
    if (this.#digests.has(digest)) return false
    this.#digests.add(digest)
    this.#rows.push([place, digest])
    return true
  }

  /** What the next run must know: rows at this place and after it. */
  since(place: string): Seen {
    this.#rows = this.#rows.filter(([at, digest]) => {
      const isKept = at >= place
      if (!isKept) this.#digests.delete(digest)
      return isKept
    })
    // a cursor must not learn of rows that come after it
    return { rows: [...this.#rows] }
  }
}
