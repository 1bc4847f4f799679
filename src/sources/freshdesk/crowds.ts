import type { FreshdeskRecord } from './client.ts'

/** A window that took several pages, because so many tickets share one second. */
interface Crowd {
  since: number
  pages: number
  ids: Set<unknown>
}

/**
 * Remembers windows of several pages: a ticket that left one of them while its pages were read has moved the others a place
 * forward, and one may have slipped between two pages. Such a ticket comes again later in the pass, with its new change.
 */
export class Crowds {
  readonly #crowds: Crowd[] = []
  readonly #shifted = new Set<Crowd>()
  #current: Crowd | undefined

  /** @param changed the rows that did not come before as they are now */
  take(since: number, page: number, rows: readonly FreshdeskRecord[], changed: readonly FreshdeskRecord[]): void {
    const ids = rows.map((row) => row?.['id'])
    for (const crowd of this.#crowds) {
      if (changed.some((row) => crowd.ids.has(row?.['id']))) this.#shifted.add(crowd)
    }
    if (page === 1) this.#current = { since, pages: 1, ids: new Set(ids) }
    else if (this.#current) {
      if (page === 2) this.#crowds.push(this.#current)
      this.#current.pages = page
      for (const id of ids) this.#current.ids.add(id)
    }
  }

  /** Pages to read once more, last first: then nothing can slip from a page not yet read to one already read. */
  toReadAgain(): { since: number; page: number }[] {
    return [...this.#shifted].flatMap(({ since, pages }) =>
      Array.from({ length: pages }, (_, at) => ({ since, page: pages - at })),
    )
  }
}
