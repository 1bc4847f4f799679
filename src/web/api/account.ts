import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Callable, Given } from '../../api/index.ts'
import { useLocale } from '../locale.tsx'
import { call } from './client.ts'

const STATE = 'account'

/** The reader's own account: who they are here, where they are signed in, their tokens. */
export function useAccount() {
  const locale = useLocale()
  return useQuery({
    queryKey: [STATE, locale],
    queryFn: ({ signal }) => call('GET /api/account', { locale }, signal),
    staleTime: 0,
  })
}

type Deed = Extract<Callable, `POST /api/account/${string}`>

/** Something that a person does about their own account; the page shows what came of it at once. */
function useAct<K extends Deed>(route: K) {
  const locale = useLocale()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (given: Omit<Given<K>, 'locale'>) => call(route, { ...given, locale } as Given<K>),
    onSuccess: () => client.invalidateQueries({ queryKey: [STATE] }),
  })
}

export const useChangePassword = () => useAct('POST /api/account/password')
export const useBeginTotp = () => useAct('POST /api/account/totp/begin')
export const useFinishTotp = () => useAct('POST /api/account/totp/finish')
export const useRemoveTotp = () => useAct('POST /api/account/totp/remove')
/** `which` is a session's id, or `others` */
export const useEndSessions = () => useAct('POST /api/account/sessions/end')
export const useMakeToken = () => useAct('POST /api/account/tokens')
export const useRevokeToken = () => useAct('POST /api/account/tokens/revoke')
