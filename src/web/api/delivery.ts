import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Callable, Given } from '../../api/index.ts'
import { useLocale } from '../locale.tsx'
import { call } from './client.ts'

const REFRESH_MILLISECONDS = 5000
const STATE = 'delivery'

/** Schedules, what was sent, who gets what; asked again every few seconds while the page is open. */
export function useDelivery(isWanted: boolean) {
  const locale = useLocale()
  return useQuery({
    queryKey: [STATE, locale],
    queryFn: ({ signal }) => call('GET /api/delivery', { locale }, signal),
    enabled: isWanted,
    refetchInterval: REFRESH_MILLISECONDS,
  })
}

export interface Previewed {
  report: string
  to?: string
  date?: string
}

/** What would go to whom; nothing is sent. */
export function usePreview(wanted: Previewed | undefined) {
  const locale = useLocale()
  return useQuery({
    queryKey: ['preview', locale, wanted],
    queryFn: wanted ? ({ signal }) => call('GET /api/delivery/preview', { ...wanted, locale }, signal) : skipToken,
  })
}

type Deed = Extract<Callable, `POST /api/delivery/${string}`>

/** Something that a person does about deliveries; the page shows what came of it at once. */
function useAct<K extends Deed>(route: K) {
  const locale = useLocale()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (given: Omit<Given<K>, 'locale'>) => call(route, { ...given, locale } as Given<K>),
    onSettled: () => client.invalidateQueries({ queryKey: [STATE] }),
  })
}

export const usePause = () => useAct('POST /api/delivery/pause')
export const useRun = () => useAct('POST /api/delivery/run')
export const useTestSend = () => useAct('POST /api/delivery/test')
export const useDecide = () => useAct('POST /api/delivery/decide')
export const useInvite = () => useAct('POST /api/delivery/invite')
