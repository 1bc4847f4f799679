import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Period, Query } from '../../base/index.ts'
import { call } from '../api/client.ts'
import { useLocale, useSay } from '../locale.tsx'
import type { Show } from './address.ts'
import { explore } from './explored.ts'

/** Everything that the page shows of one question, asked of the server together. */
export function useExplored(query: Query | undefined, top: number, show: Show, isOrdered: boolean) {
  const locale = useLocale()
  const restLabel = useSay()('explore_rest')
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['query', locale, 'explore', query, top, show, isOrdered],
    queryFn: ({ signal }) => {
      if (!query) throw new Error('nothing is asked')
      const ask = (part: Query) => call('POST /api/query', { query: part, locale }, signal)
      return explore({ query, top, show, isOrdered, restLabel }, ask)
    },
    enabled: query !== undefined,
    placeholderData: keepPreviousData,
  })
  return { data, error, refetch, isRefreshing: isFetching && data !== undefined }
}

/** The days for which these metrics have rows. */
export function useSpan(metrics: readonly string[]) {
  const locale = useLocale()
  return useQuery({
    queryKey: ['span', locale, metrics],
    queryFn: ({ signal }) => {
      const query: Query = { metrics, period: 'all', limit: 1 }
      return call('POST /api/query', { query, locale }, signal)
    },
    enabled: metrics.length > 0,
    staleTime: 10 * 60_000,
    select: ({ period: { from, to } }): Period => ({ from, to }),
  })
}
