import { useMutation, useQuery } from '@tanstack/react-query'
import type { Callable, Given } from '../../api/index.ts'
import { useLocale } from '../locale.tsx'
import { call } from './client.ts'

/** What the page of sign-in must know before anybody is in. */
export function useEntry() {
  const locale = useLocale()
  return useQuery({
    queryKey: ['entry', locale],
    queryFn: ({ signal }) => call('GET /api/entry', { locale }, signal),
    staleTime: 0,
  })
}

/** What a one-time link is for; an error with status 404 where it is used, too old or made up. */
export function useInvitation(code: string) {
  const locale = useLocale()
  return useQuery({
    queryKey: ['invitation', locale, code],
    queryFn: ({ signal }) => call('GET /api/entry/invitation', { code, locale }, signal),
    enabled: code !== '',
    staleTime: 0,
  })
}

function useEnter<K extends Extract<Callable, `POST /api/entry/${string}`>>(route: K) {
  const locale = useLocale()
  return useMutation({
    mutationFn: (given: Omit<Given<K>, 'locale'>) => call(route, { ...given, locale } as Given<K>),
  })
}

export const useSignIn = () => useEnter('POST /api/entry/sign-in')
export const useConfirm = () => useEnter('POST /api/entry/confirm')
export const useAccept = () => useEnter('POST /api/entry/accept')

/** Ends this session and leaves for the page of sign-in; nothing that was shown stays in the page's memory. */
export function useSignOut() {
  const locale = useLocale()
  return useMutation({
    mutationFn: () => call('POST /api/entry/sign-out', { locale }),
    onSuccess: () => window.location.assign('/sign-in'),
  })
}
