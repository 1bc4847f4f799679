import { SourceError } from '../../base/index.ts'
import type { Client } from './client.ts'
import { words } from './errors.ts'
import { referenceOf, type OnecRecord } from './values.ts'
import { readWhole } from './windows.ts'

/** Keys that are asked for in one question; an address must not grow too long. */
export const KEYS_AT_ONCE = 20

export interface LookupQuestion<Row> {
  /** null: the base has none, nothing is ever found */
  set: string | null
  /** absent: every field */
  select?: readonly string[]
  /** what is read whole; others are still found by their key */
  filter?: string
  rowOf(row: OnecRecord): Row
  pageSize: number
  mostNames: number
}

/** A catalog in memory, by key. What it lacks (made meanwhile, older than what was read) is asked for by key. */
export class Lookup<Row> {
  readonly #client: Client
  readonly #question: LookupQuestion<Row>
  readonly #rows = new Map<string, Row | undefined>()

  constructor(client: Client, question: LookupQuestion<Row>) {
    this.#client = client
    this.#question = question
  }

  /** @throws {SourceError} when there is more than the settings let into memory */
  async readWhole(): Promise<this> {
    const { set, select, filter, pageSize, mostNames } = this.#question
    if (set === null) return this
    const question = { set, ...(select && { select }), ...(filter && { filter }), pageSize }
    for await (const page of readWhole(this.#client, question)) {
      const before = this.#rows.size
      this.#keep(page)
      if (this.#rows.size === before) throw new SourceError(words, 'repeated_page', { set }, { recovery: 'retry' })
      if (this.#rows.size > mostNames) throw new SourceError(words, 'too_many_names', { set, limit: mostNames })
    }
    return this
  }

  get(key: string | null): Row | undefined {
    return key === null ? undefined : this.#rows.get(key)
  }

  /** Makes sure that these keys are known, or known to be nowhere. */
  async want(keys: Iterable<string | null>): Promise<void> {
    const { set, select } = this.#question
    if (set === null) return
    const missing = [...new Set(keys)].filter((key) => key !== null).filter((key) => !this.#rows.has(key))
    for (let at = 0; at < missing.length; at += KEYS_AT_ONCE) {
      const some = missing.slice(at, at + KEYS_AT_ONCE)
      const filter = some.map((key) => `Ref_Key eq guid'${key}'`).join(' or ')
      const orderBy = ['Ref_Key']
      const rows = await this.#client.rows({
        set,
        ...(select && { select }),
        filter,
        orderBy,
        top: some.length,
        skip: 0,
      })
      for (const key of some) this.#rows.set(key, undefined)
      this.#keep(rows)
    }
  }

  #keep(rows: readonly OnecRecord[]): void {
    for (const row of rows) {
      const key = referenceOf(row, 'Ref_Key')
      if (key) this.#rows.set(key, this.#question.rowOf(row))
    }
  }
}
