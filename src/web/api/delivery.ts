import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DeliveryView, PlannedView, RunView, SentPartView, TestView } from '../../api/index.ts'
import { useLocale } from '../locale.tsx'
import { get, post } from './client.ts'

const REFRESH_MILLISECONDS = 5000
const STATE = 'delivery'

/** Schedules, what was sent, who gets what; asked again every few seconds while the page is open. */
export function useDelivery() {
  const locale = useLocale()
  return useQuery({
    queryKey: [STATE, locale],
    queryFn: ({ signal }) => get<DeliveryView>('delivery', { locale }, signal),
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
    queryFn: ({ signal }) => get<PlannedView[]>('delivery/preview', { ...wanted, locale }, signal),
    enabled: wanted !== undefined,
  })
}

/** Something that a person does about deliveries; the page shows what came of it at once. */
function useAct<Given extends object, Done>(what: string) {
  const locale = useLocale()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (given: Given) => post<Done>(`delivery/${what}`, { ...given, locale }),
    onSettled: () => client.invalidateQueries({ queryKey: [STATE] }),
  })
}

export const usePause = () => useAct<{ schedule: string; isPaused: boolean }, { ok: true }>('pause')
export const useRun = () => useAct<{ schedule: string }, RunView>('run')
export const useTestSend = () => useAct<{ recipient: string; report?: string; date?: string }, TestView[]>('test')
export const useDecide = () => useAct<{ id: string; what: 'resend' | 'cancel' }, SentPartView>('decide')
export const useInvite = () =>
  useAct<{ recipient: string; channel: string }, { code: string; link: string | null }>('invite')
