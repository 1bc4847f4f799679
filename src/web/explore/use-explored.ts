import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Answer, Locale, Period, Query } from '../../base/index.ts'
import { call } from '../api/client.ts'
import type { Cancelled } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import type { Show } from './address.ts'
import { explore } from './explored.ts'

type Asked = Omit<Parameters<typeof explore>[0], 'query'> & { query: Query | undefined }

/** The question of the page, as it is asked by its parts or ahead of them. */
export const explored = ({ query, ...how }: Asked, locale: Locale) => ({
  queryKey: ['query', locale, 'explore', query, how.top, how.show, how.isOrdered],
  queryFn: ({ signal }: Cancelled) => {
    if (!query) throw new Error('nothing is asked')
    const ask = (part: Query) => call('POST /api/query', { query: part, locale }, signal)
    return explore({ query, ...how }, ask)
  },
})

export const spanned = (metrics: readonly string[], locale: Locale) => ({
  queryKey: ['span', locale, metrics],
  queryFn: ({ signal }: Cancelled) => {
    const query: Query = { metrics, period: 'all', limit: 1 }
    return call('POST /api/query', { query, locale }, signal)
  },
  staleTime: 10 * 60_000,
})

export const spanOf = ({ period: { from, to } }: Answer): Period => ({ from, to })

/** Everything that the page shows of one question, asked of the server together. */
export function useExplored(query: Query | undefined, top: number, show: Show, isOrdered: boolean) {
  const locale = useLocale()
  const restLabel = useSay()('explore_rest')
  const { data, error, isFetching, refetch } = useQuery({
    ...explored({ query, top, show, isOrdered, restLabel }, locale),
    enabled: query !== undefined,
    placeholderData: keepPreviousData,
  })
  return { data, error, refetch, isRefreshing: isFetching && data !== undefined }
}

/** The days for which these metrics have rows. */
export function useSpan(metrics: readonly string[]) {
  const locale = useLocale()
  return useQuery({ ...spanned(metrics, locale), enabled: metrics.length > 0, select: spanOf })
}
