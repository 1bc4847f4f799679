import { hash } from 'node:crypto'
import type { Sale } from './sales.ts'

/** What is remembered of a sale inside the rolling window: enough to tell a change, and to take its lines back. */
export interface KnownSale {
  id: string
  at: string
  type: string
  digest: string
  lines: readonly string[]
  kind: string
  buyer: string
}

type Packed = readonly [
  id: string,
  at: string,
  type: string,
  digest: string,
  lines: string | number,
  kind: string,
  buyer: string,
]
/** As it stands in the cursor: by day, so that a page packs only the days that it touched. */
export type PackedSales = Readonly<Record<string, readonly Packed[]>>

const DIGEST_CHARACTERS = 16
const DAY_CHARACTERS = 10

export const digestOf = (sale: Sale): string =>
  hash('sha1', JSON.stringify(sale.lines), 'base64url').slice(0, DIGEST_CHARACTERS)

/** The sales of the rolling window as they were last delivered. */
export class KnownSales {
  readonly #sales = new Map<string, KnownSale>()
  readonly #days = new Map<string, Map<string, KnownSale>>()
  readonly #stale = new Set<string>()
  #packed: Record<string, readonly Packed[]>

  constructor(packed: PackedSales = {}) {
    this.#packed = { ...packed }
    for (const rows of Object.values(packed)) for (const row of rows) this.#add(unpacked(row))
  }

  get(id: string): KnownSale | undefined {
    return this.#sales.get(id)
  }

  ids(): string[] {
    return [...this.#sales.keys()]
  }

  set(sale: KnownSale): void {
    this.delete(sale.id)
    this.#add(sale)
    this.#stale.add(dayOf(sale))
  }

  delete(id: string): void {
    const sale = this.#sales.get(id)
    if (!sale) return
    this.#sales.delete(id)
    this.#days.get(dayOf(sale))?.delete(id)
    this.#stale.add(dayOf(sale))
  }

  forgetBefore(at: string): void {
    for (const sale of this.#sales.values()) if (sale.at < at) this.delete(sale.id)
  }

  /** What a cursor keeps; what was packed before stays as it is. */
  pack(): PackedSales {
    if (this.#stale.size === 0) return this.#packed
    const packed = { ...this.#packed }
    for (const day of this.#stale) {
      const sales = [...(this.#days.get(day)?.values() ?? [])]
      if (sales.length > 0) packed[day] = sales.map(packedOf)
      else delete packed[day]
    }
    this.#stale.clear()
    this.#packed = packed
    return packed
  }

  #add(sale: KnownSale): void {
    this.#sales.set(sale.id, sale)
    const day = this.#days.get(dayOf(sale))
    if (day) day.set(sale.id, sale)
    else this.#days.set(dayOf(sale), new Map([[sale.id, sale]]))
  }
}

const dayOf = ({ at }: KnownSale): string => at.slice(0, DAY_CHARACTERS)

/** Lines are numbered from 1 without gaps as a rule: then their number says all. */
const packedOf = ({ id, at, type, digest, lines, kind, buyer }: KnownSale): Packed => {
  const isPlain = lines.every((line, index) => line === String(index + 1))
  return [id, at, type, digest, isPlain ? lines.length : lines.join('\n'), kind, buyer]
}

const unpacked = ([id, at, type, digest, packed, kind, buyer]: Packed): KnownSale => ({
  id,
  at,
  type,
  digest,
  lines:
    typeof packed === 'number'
      ? Array.from({ length: packed }, (_, index) => String(index + 1))
      : packed.split('\n').filter(Boolean),
  kind,
  buyer,
})
