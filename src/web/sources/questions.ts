import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { useLocale } from '../locale.tsx'

const REFRESH_MILLISECONDS = 5000
const RUNS = 'data/runs'
const REJECTED = 'data/rejected'

/** Runs of the sources; asked again every few seconds while one is going on. */
export function useRuns() {
  const locale = useLocale()
  return useQuery({
    queryKey: [RUNS, locale],
    queryFn: ({ signal }) => call('GET /api/data/runs', { locale }, signal),
    refetchInterval: ({ state }) => (state.data?.some((run) => run.state === 'running') ? REFRESH_MILLISECONDS : false),
    refetchOnMount: 'always',
  })
}

export function useRunLog(id: string) {
  const locale = useLocale()
  return useQuery({
    queryKey: ['data/log', id, locale],
    queryFn: ({ signal }) => call('GET /api/data/runs/:id/log', { id, locale }, signal),
  })
}

/** Which rejected rows: as the address holds it. */
export interface RejectedChoice {
  source?: string
  stream?: string
  kind?: string
  search?: string
}

export function useRejected(choice: RejectedChoice, offset: number) {
  const locale = useLocale()
  return useQuery({
    queryKey: [REJECTED, choice, offset, locale],
    queryFn: ({ signal }) => call('GET /api/data/rejected', { ...choice, offset, locale }, signal),
    placeholderData: keepPreviousData,
  })
}

/** Address of a file with everything that the choice finds. */
export const rejectedAddress = (choice: RejectedChoice, locale: string): string =>
  `/api/data/rejected/csv?${new URLSearchParams({ ...choice, locale })}`

/** Reads a stream again; whatever stands on its rows is asked anew. */
export function useReplay() {
  const locale = useLocale()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (given: { source: string; stream: string }) => call('POST /api/data/replay', { ...given, locale }),
    onSettled: () => client.invalidateQueries(),
  })
}

export function useLineage(metric: string | undefined) {
  const locale = useLocale()
  return useQuery({
    queryKey: ['data/lineage', metric, locale],
    queryFn: ({ signal }) => call('GET /api/data/lineage', { metric: metric ?? '', locale }, signal),
    enabled: metric !== undefined,
  })
}

export interface WhyChoice {
  metric: string
  from: string
  to: string
  since?: number
  until?: number
}

export function useWhy(choice: WhyChoice | undefined) {
  const locale = useLocale()
  return useQuery({
    queryKey: ['data/why', choice, locale],
    queryFn: ({ signal }) =>
      call('GET /api/data/why', { ...(choice ?? { metric: '', from: '', to: '' }), locale }, signal),
    enabled: choice !== undefined,
    placeholderData: keepPreviousData,
  })
}
