/** Who asks. Every question about figures carries one; until people exist it is the built-in `owner`. */
export interface Person {
  id: string
  name: string
  role: string
}

/** The person of the workspace's own machine: sees everything. */
export const OWNER: Person = Object.freeze({ id: 'owner', name: 'owner', role: 'owner' })
