import { useMutation, useQuery } from '@tanstack/react-query'
import type { EntryView, InvitationView, SignInView } from '../../api/index.ts'
import { useLocale } from '../locale.tsx'
import { get, post } from './client.ts'

/** What the page of sign-in must know before anybody is in. */
export function useEntry() {
  const locale = useLocale()
  return useQuery({
    queryKey: ['entry', locale],
    queryFn: ({ signal }) => get<EntryView>('entry', { locale }, signal),
    staleTime: 0,
  })
}

/** What a one-time link is for; an error with status 404 where it is used, too old or made up. */
export function useInvitation(code: string) {
  const locale = useLocale()
  return useQuery({
    queryKey: ['invitation', locale, code],
    queryFn: ({ signal }) => get<InvitationView>('entry/invitation', { code, locale }, signal),
    enabled: code !== '',
    staleTime: 0,
  })
}

function useEnter<Given extends object>(what: string) {
  const locale = useLocale()
  return useMutation({ mutationFn: (given: Given) => post<SignInView>(`entry/${what}`, { ...given, locale }) })
}

export const useSignIn = () => useEnter<{ login: string; password: string }>('sign-in')
export const useConfirm = () => useEnter<{ ticket: string; code: string }>('confirm')
export const useAccept = () => useEnter<{ code: string; password: string; login?: string; name?: string }>('accept')

/** Ends this session and leaves for the page of sign-in; nothing that was shown stays in the page's memory. */
export function useSignOut() {
  const locale = useLocale()
  return useMutation({
    mutationFn: () => post<{ ok: true }>('entry/sign-out', { locale }),
    onSuccess: () => window.location.assign('/sign-in'),
  })
}
