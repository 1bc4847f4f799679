import { useCallback } from 'react'
import { LOCALES } from '../../base/index.ts'
import { useCatalog } from '../api/questions.ts'
import { useSay } from '../locale.tsx'
import { useRoleName } from '../parts/role.ts'
import { words } from './words.ts'

/** What is theirs, as settings write it, with the dimensions called as pages call them: `operator: Анна; queue: Казань`. */
export const ownText = (text: string, titles: ReadonlyMap<string, string>): string =>
  text.replaceAll(/(^|; )([\w.-]+)(?=: )/g, (whole, before: string, dimension: string) =>
    titles.has(dimension) ? before + titles.get(dimension) : whole,
  )

/** A value of a person's, in words of settings, as a reader knows it. */
export function useValueText(): (what: string, value: string) => string {
  const say = useSay(words)
  const roleName = useRoleName()
  const { data: catalog } = useCatalog()
  return useCallback(
    (what, value) => {
      if (what === 'role') return roleName(value)
      if (what === 'locale' && LOCALES.some((locale) => locale === value)) return say(`language_${value}`)
      if (what !== 'own') return value
      return ownText(value, new Map((catalog?.dimensions ?? []).map(({ id, title }) => [id, title])))
    },
    [say, roleName, catalog],
  )
}
