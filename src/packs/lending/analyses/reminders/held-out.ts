export const ARMS = ['reminded', 'held_out'] as const
export type Arm = (typeof ARMS)[number]

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/**
 * Where a client falls in 0…1, the same on every machine and forever: FNV-1a over the salt and the id, mixed by MurmurHash3's last step, which makes
 * neighbouring ids fall far apart.
 */
export function placeOf(clientId: string, salt: string): number {
  let hash = FNV_OFFSET
  for (const byte of new TextEncoder().encode(`${salt}\u0000${clientId}`)) hash = Math.imul(hash ^ byte, FNV_PRIME)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/** Whether a client is reminded or held out. Depends on nothing but the id, the salt and the share, so it never changes while they stay. */
export const armOf = (clientId: string, { salt, heldOut }: { salt: string; heldOut: number }): Arm =>
  placeOf(clientId, salt) < heldOut ? 'held_out' : 'reminded'
