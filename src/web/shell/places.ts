import type { SearchFields } from '../dashboard/search.ts'

/** Somewhere to go by search. */
export interface Place {
  group: 'pages' | 'dashboards' | 'analyses' | 'saved' | 'reports' | 'metrics'
  id: string
  title: string
  meaning: string
  to: string
  hash?: string
  search?: SearchFields
}

const GROUPS: readonly Place['group'][] = ['pages', 'dashboards', 'analyses', 'saved', 'reports', 'metrics']

const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean)

/** Places in which every word of the text begins some word, in their groups; titles before meanings. */
export function found(places: readonly Place[], text: string): { group: Place['group']; places: Place[] }[] {
  const wanted = wordsOf(text)
  const holds = (where: string) => {
    const known = where.toLowerCase().split(/[\s.,:;()/_-]+/)
    return wanted.every((word) => known.some((one) => one.startsWith(word)))
  }
  return GROUPS.flatMap((group) => {
    const some = places.filter((place) => place.group === group)
    const byTitle = some.filter(({ title, id }) => holds(`${title} ${id}`))
    const byMeaning = some.filter((place) => !byTitle.includes(place) && holds(`${place.title} ${place.meaning}`))
    const matches = [...byTitle, ...byMeaning]
    return matches.length > 0 ? [{ group, places: matches }] : []
  })
}

/** Where there are calls, each operator has a page of their own work. */
export const hasMyWork = (reports: readonly { id: string }[]): boolean =>
  reports.some(({ id }) => id === 'calls.my-work')
