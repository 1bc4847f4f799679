import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Callable, Given } from '../../api/index.ts'
import { useLocale } from '../locale.tsx'
import { call } from './client.ts'

const SAVED = 'saved'

/** Kept questions of Explore: one's own, and those that others share. */
export function useSaved() {
  const locale = useLocale()
  return useQuery({
    queryKey: [SAVED, locale],
    queryFn: ({ signal }) => call('GET /api/saved', { locale }, signal),
  })
}

function useAct<K extends Extract<Callable, `POST /api/saved${string}`>>(route: K) {
  const locale = useLocale()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (given: Omit<Given<K>, 'locale'>) => call(route, { ...given, locale } as Given<K>),
    onSuccess: () => client.invalidateQueries({ queryKey: [SAVED] }),
  })
}

export const useKeep = () => useAct('POST /api/saved')
export const useChangeSaved = () => useAct('POST /api/saved/change')
export const useRemoveSaved = () => useAct('POST /api/saved/remove')
