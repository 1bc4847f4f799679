import { hash } from 'node:crypto'

/** Enough of a digest to tell a few hundred records apart. */
const DIGEST_CHARACTERS = 16
/** A cursor is small: beyond this an overlap is simply loaded again, and found unchanged. */
const MOST_REMEMBERED = 500

export const digestOf = (record: unknown): string =>
  hash('sha1', JSON.stringify(record), 'base64url').slice(0, DIGEST_CHARACTERS)

/**
 * Which records of an overlap were delivered already, by their whole content: a field that Freshdesk fills in later without
 * touching `updated_at` (due_by is one) makes the record new.
 */
export class Seen {
  readonly #digests = new Map<string, number>()

  constructor(remembered: readonly (readonly [string, number])[] = []) {
    for (const [digest, at] of remembered) this.#digests.set(digest, at)
  }

  /** True the first time. */
  isNew(record: unknown, at: number): boolean {
    const digest = digestOf(record)
    if (this.#digests.has(digest)) return false
    this.#digests.set(digest, at)
    return true
  }

  /** Nothing before this instant will be read again. Records come in the order of their changes, so the old ones stand first. */
  forgetBefore(at: number): void {
    for (const [digest, seenAt] of this.#digests) {
      if (seenAt >= at) return
      this.#digests.delete(digest)
    }
  }

  /** What a cursor keeps. */
  remember(from: number): [string, number][] {
    const kept: [string, number][] = []
    for (const entry of this.#digests) {
      if (entry[1] >= from) kept.push(entry)
      if (kept.length > MOST_REMEMBERED) return []
    }
    return kept
  }
}
