import type { Ability } from '../../api/index.ts'

/** Which pages need which ability; a page that is not here needs none but to be signed in. */
const DOORS: readonly { path: string; ability: Ability }[] = [
  { path: '/d', ability: 'figures' },
  { path: '/a', ability: 'figures' },
  { path: '/explore', ability: 'figures' },
  { path: '/my-work', ability: 'figures' },
  { path: '/reports', ability: 'figures' },
  { path: '/data', ability: 'data' },
  { path: '/people', ability: 'people' },
]

/** What somebody must be able to do for a page to open; undefined: nothing. */
export function neededFor(pathname: string): Ability | undefined {
  if (pathname === '/') return 'figures'
  return DOORS.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`))?.ability
}

export const isOpenTo = (may: readonly Ability[], pathname: string): boolean => {
  const needed = neededFor(pathname)
  return needed === undefined || may.includes(needed)
}
