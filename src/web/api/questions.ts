import {
  keepPreviousData,
  queryOptions,
  skipToken,
  useQueries,
  useQuery,
  type UseQueryOptions,
} from '@tanstack/react-query'
import type { Answer, Locale, Query, RowsQuery } from '../../base/index.ts'
import { useLocale } from '../locale.tsx'
import { call } from './client.ts'
import { useLive } from './live.ts'

const FIRST_READS_MILLISECONDS = 2000

/** What a question is given by whoever may cancel it. */
export interface Cancelled {
  signal: AbortSignal
}

/** Questions as they are asked: by the parts of the page, or ahead of them. */
export const questions = {
  app: (locale: Locale) =>
    queryOptions({
      queryKey: ['app', locale, {}],
      queryFn: ({ signal }) => call('GET /api/app', { locale }, signal),
    }),
  catalog: (locale: Locale) =>
    queryOptions({
      queryKey: ['catalog', locale, {}],
      queryFn: ({ signal }) => call('GET /api/catalog', { locale }, signal),
    }),
  dashboard: (id: string, locale: Locale) =>
    queryOptions({
      queryKey: ['dashboards', id, locale],
      queryFn: ({ signal }) => call('GET /api/dashboards/:id', { id, locale }, signal),
    }),
  answer: (query: Query, locale: Locale) => ({
    queryKey: ['query', locale, query] as readonly unknown[],
    queryFn: ({ signal }: Cancelled) => call('POST /api/query', { query, locale }, signal),
  }),
}

/** One resource by GET, kept per language. */
function useView<T>(name: string, ask: (given: { locale: Locale }, signal: AbortSignal) => Promise<T>) {
  const locale = useLocale()
  return useQuery({
    queryKey: [name, locale, {}],
    queryFn: ({ signal }) => ask({ locale }, signal),
    placeholderData: keepPreviousData,
  })
}

/** What every page stands on; asked again and again while a source is read for the first time. */
export const useApp = () =>
  useQuery({
    ...questions.app(useLocale()),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.firstReads.length ? FIRST_READS_MILLISECONDS : false),
  })
export const useCatalog = (isWanted = true) =>
  useQuery({ ...questions.catalog(useLocale()), enabled: isWanted, placeholderData: keepPreviousData })
export const useHome = () => useView('home', (given, signal) => call('GET /api/home', given, signal))
/** What a dashboard shows; one of what goes on right now is asked for again and again, and says when. */
export function useDashboard(id: string) {
  return useQuery({
    ...questions.dashboard(id, useLocale()),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.refreshSeconds ? state.data.refreshSeconds * 1000 : false),
    refetchOnWindowFocus: ({ state }) => (state.data?.refreshSeconds ? 'always' : false),
  })
}

export const useReports = () => useView('reports', (given, signal) => call('GET /api/reports', given, signal))
export const useDataState = () => useView('data', (given, signal) => call('GET /api/data', given, signal))

export function useDimensionValues(dimension: string, search: string, isWanted: boolean) {
  const locale = useLocale()
  return useQuery({
    queryKey: [`values/${encodeURIComponent(dimension)}`, locale, search ? { search } : {}],
    queryFn: ({ signal }) => call('GET /api/values/:dimension', { dimension, search, locale }, signal),
    enabled: isWanted,
    placeholderData: keepPreviousData,
  })
}

/** An answer, and whether what is shown is on its way out: on a live page only where another question was asked. */
function useQuestion<T>(options: UseQueryOptions<T>) {
  const { isLive, asking } = useLive()
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery<T>({
    placeholderData: keepPreviousData as never,
    ...asking,
    ...options,
  })
  const isRefreshing = isFetching && data !== undefined && (isPlaceholderData || !isLive)
  // an old picture is better than none where a question was only asked again
  return { data, error: data === undefined ? error : null, refetch, isRefreshing }
}

/** the key of no question */
const NOTHING = ['nothing']

export function useAnswer(query: Query | undefined) {
  const locale = useLocale()
  return useQuestion<Answer>(query ? questions.answer(query, locale) : { queryKey: NOTHING, queryFn: skipToken })
}

const AS_USUAL: Readonly<Record<string, string>> = {}

export function useAnalysis(analysis: string, settings = AS_USUAL) {
  const locale = useLocale()
  return useQuestion({
    queryKey: ['analyze', locale, analysis, settings],
    queryFn: ({ signal }) => call('POST /api/analyze', { analysis, settings, locale }, signal),
    staleTime: 10 * 60_000,
  })
}

export function useRows(rows: RowsQuery | undefined) {
  const locale = useLocale()
  return useQuery({
    queryKey: ['rows', locale, rows],
    queryFn: rows ? ({ signal }) => call('POST /api/rows', { rows, locale }, signal) : skipToken,
  })
}

export type Labels = Readonly<Record<string, ReadonlyMap<string | null, string>>>

/** What the values of these dimensions are called: `priority` → `high` → `Высокий`. */
export function useLabels(dimensions: readonly string[]): Labels {
  const locale = useLocale()
  return useQueries({
    queries: dimensions.map((dimension) => ({
      queryKey: [`values/${encodeURIComponent(dimension)}`, locale, {}],
      queryFn: ({ signal }: Cancelled) => call('GET /api/values/:dimension', { dimension, locale }, signal),
      staleTime: 10 * 60_000,
    })),
    combine: (answers) =>
      Object.fromEntries(
        dimensions.map((dimension, index) => [
          dimension,
          new Map((answers[index]?.data ?? []).map(({ value, label }) => [value, label])),
        ]),
      ),
  })
}

/** Address of a file with everything that the query finds. */
export function exportAddress(query: Query, as: 'csv' | 'xlsx', title: string, locale: string): string {
  return `/api/export?${new URLSearchParams({ as, locale, title, query: JSON.stringify(query) })}`
}

/** Address of a file with all rows behind a metric, however many. */
export function rowsExportAddress(rows: RowsQuery, as: 'csv' | 'xlsx', title: string, locale: string): string {
  return `/api/export?${new URLSearchParams({ as, locale, title, rows: JSON.stringify(rows) })}`
}
