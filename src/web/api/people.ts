import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AuditEntry, Difference, PeopleView } from '../../api/index.ts'
import type { NewPerson } from '../../base/index.ts'
import { useLocale } from '../locale.tsx'
import { get, post } from './client.ts'

const STATE = 'people'
/** as many entries of the record as come at once */
const AT_ONCE = 100

/** Everybody who may come in, the roles there are, and all tokens. */
export function usePeople() {
  const locale = useLocale()
  return useQuery({
    queryKey: [STATE, locale],
    queryFn: ({ signal }) => get<PeopleView>('people', { locale }, signal),
    staleTime: 0,
  })
}

/** A change of people: `isDry` only says what would change. */
type Dry<Given> = Given & { isDry: boolean }

function useAct<Given extends object, Done>(what: string) {
  const locale = useLocale()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (given: Given) => post<Done>(`people/${what}`, { ...given, locale }),
    onSuccess(_done, given) {
      if ('isDry' in given && given.isDry) return
      return Promise.all([STATE, 'audit'].map((queryKey) => client.invalidateQueries({ queryKey: [queryKey] })))
    },
  })
}

export const useAddPerson = () => useAct<Dry<{ person: NewPerson }>, Difference[]>('add')
export const useChangePerson = () =>
  useAct<Dry<{ login: string; change: Partial<Omit<NewPerson, 'login'>> }>, Difference[]>('change')
export const useRemovePerson = () => useAct<Dry<{ login: string }>, Difference[]>('remove')

export interface OneTimeLink {
  link: string
  kind: 'invite' | 'reset'
  validUntil: string
}

export const useInvitePerson = () => useAct<{ login: string }, OneTimeLink>('invite')
export const useRevokeTokenOf = () => useAct<{ id: string }, { ok: true }>('tokens/revoke')

/** What was done, newest first, a page at a time. */
export function useRecord(filter: { who: string; action: string }) {
  const locale = useLocale()
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''))
  return useInfiniteQuery({
    queryKey: ['audit', locale, given],
    queryFn: ({ signal, pageParam }) =>
      get<AuditEntry[]>('audit', { ...given, ...(pageParam ? { before: pageParam } : {}), locale }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => (page.length < AT_ONCE ? undefined : page.at(-1)?.id),
    staleTime: 0,
  })
}
