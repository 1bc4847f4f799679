import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Ability, AccountView, TokenView } from '../../api/index.ts'
import { useLocale } from '../locale.tsx'
import { get, post } from './client.ts'

const STATE = 'account'

/** The reader's own account: who they are here, where they are signed in, their tokens. */
export function useAccount() {
  const locale = useLocale()
  return useQuery({
    queryKey: [STATE, locale],
    queryFn: ({ signal }) => get<AccountView>('account', { locale }, signal),
    staleTime: 0,
  })
}

/** Something that a person does about their own account; the page shows what came of it at once. */
function useAct<Given extends object, Done = { ok: true }>(what: string) {
  const locale = useLocale()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (given: Given) => post<Done>(`account/${what}`, { ...given, locale }),
    onSuccess: () => client.invalidateQueries({ queryKey: [STATE] }),
  })
}

export const useChangePassword = () => useAct<{ old: string; password: string }>('password')
export const useBeginTotp = () => useAct<{ password: string }, { uri: string; secret: string }>('totp/begin')
export const useFinishTotp = () => useAct<{ code: string }, { recoveryCodes: string[] }>('totp/finish')
export const useRemoveTotp = () => useAct<{ password: string }>('totp/remove')
/** `which` is a session's id, or `others` */
export const useEndSessions = () => useAct<{ which: string }>('sessions/end')
export const useMakeToken = () =>
  useAct<{ name: string; scope: readonly Ability[]; days: number }, { secret: string; token: TokenView }>('tokens')
export const useRevokeToken = () => useAct<{ id: string }>('tokens/revoke')
