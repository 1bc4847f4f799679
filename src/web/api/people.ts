import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Callable, Given } from '../../api/index.ts'
import { useLocale } from '../locale.tsx'
import { call } from './client.ts'

const STATE = 'people'
/** as many entries of the record as come at once */
const AT_ONCE = 100

/** Everybody who may come in, the roles there are, and all tokens. */
export function usePeople() {
  const locale = useLocale()
  return useQuery({
    queryKey: [STATE, locale],
    queryFn: ({ signal }) => call('GET /api/people', { locale }, signal),
    staleTime: 0,
  })
}

type Deed = Extract<Callable, `POST /api/people/${string}`>

/** A change of people; a dry one (`isDry`) only says what would change. */
function useAct<K extends Deed>(route: K) {
  const locale = useLocale()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (given: Omit<Given<K>, 'locale'>) => call(route, { ...given, locale } as Given<K>),
    onSuccess(_done, given) {
      if ('isDry' in given && given.isDry) return
      return Promise.all([STATE, 'audit'].map((queryKey) => client.invalidateQueries({ queryKey: [queryKey] })))
    },
  })
}

export const useAddPerson = () => useAct('POST /api/people/add')
export const useChangePerson = () => useAct('POST /api/people/change')
export const useRemovePerson = () => useAct('POST /api/people/remove')
export const useInvitePerson = () => useAct('POST /api/people/invite')
export const useRevokeTokenOf = () => useAct('POST /api/people/tokens/revoke')

/** What was done, newest first, a page at a time. */
export function useRecord(filter: { who: string; action: string }) {
  const locale = useLocale()
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''))
  return useInfiniteQuery({
    queryKey: ['audit', locale, given],
    queryFn: ({ signal, pageParam }) =>
      call('GET /api/audit', { ...given, ...(pageParam ? { before: pageParam } : {}), locale }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => (page.length < AT_ONCE ? undefined : page.at(-1)?.id),
    staleTime: 0,
  })
}
