/** Who asks: every question about figures carries one. */
export interface Person {
  id: string
  name: string
  role: string
  /** what is theirs in the data, by dimension: `{ operator: ['Анна Ежова'] }`; their name where nothing is said */
  own?: Readonly<Record<string, readonly string[]>>
}

/** The person of the workspace's own machine: sees everything. */
export const OWNER: Person = Object.freeze({ id: 'owner', name: 'owner', role: 'owner' })
