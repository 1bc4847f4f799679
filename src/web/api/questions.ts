import { keepPreviousData, useQueries, useQuery, type UseQueryOptions } from '@tanstack/react-query'
import type {
  AnalysisAnswer,
  Answer,
  AppView,
  Catalog,
  DashboardView,
  DataView,
  DimensionValue,
  HomeView,
  ReportView,
} from '../../api/index.ts'
import type { Query, RowsQuery } from '../../base/index.ts'
import { useLocale } from '../locale.tsx'
import { get, post } from './client.ts'
import { useLive } from './live.ts'

/** One resource by GET, kept per language. */
function useView<T>(path: string, options: { isWanted?: boolean; more?: Readonly<Record<string, string>> } = {}) {
  const locale = useLocale()
  return useQuery({
    queryKey: [path, locale, options.more ?? {}],
    queryFn: ({ signal }) => get<T>(path, { locale, ...options.more }, signal),
    enabled: options.isWanted ?? true,
    placeholderData: keepPreviousData,
  })
}

export const useApp = () => useView<AppView>('app')
export const useHome = () => useView<HomeView>('home')
/** What a dashboard shows; one of what goes on right now is asked for again and again, and says when. */
export function useDashboard(id: string) {
  const locale = useLocale()
  return useQuery({
    queryKey: ['dashboards', id, locale],
    queryFn: ({ signal }) => get<DashboardView>(`dashboards/${encodeURIComponent(id)}`, { locale }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.refreshSeconds ? state.data.refreshSeconds * 1000 : false),
    refetchOnWindowFocus: ({ state }) => (state.data?.refreshSeconds ? 'always' : false),
  })
}

export const useCatalog = (isWanted = true) => useView<Catalog>('catalog', { isWanted })
export const useReports = () => useView<ReportView[]>('reports')
export const useDataState = () => useView<DataView>('data')

export const useDimensionValues = (dimension: string, search: string, isWanted: boolean) =>
  useView<DimensionValue[]>(`values/${encodeURIComponent(dimension)}`, { isWanted, more: search ? { search } : {} })

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

export function useAnswer(query: Query | undefined) {
  const locale = useLocale()
  return useQuestion<Answer>({
    queryKey: ['query', locale, query],
    queryFn: ({ signal }) => post<Answer>('query', { query, locale }, signal),
    enabled: query !== undefined,
  })
}

const AS_USUAL: Readonly<Record<string, string>> = {}

export function useAnalysis(analysis: string, settings = AS_USUAL) {
  const locale = useLocale()
  return useQuestion<AnalysisAnswer>({
    queryKey: ['analyze', locale, analysis, settings],
    queryFn: ({ signal }) => post<AnalysisAnswer>('analyze', { analysis, settings, locale }, signal),
    staleTime: 10 * 60_000,
  })
}

export function useRows(rows: RowsQuery | undefined) {
  const locale = useLocale()
  return useQuery({
    queryKey: ['rows', locale, rows],
    queryFn: ({ signal }) => post<Answer>('rows', { rows, locale }, signal),
    enabled: rows !== undefined,
  })
}

export type Labels = Readonly<Record<string, ReadonlyMap<string | null, string>>>

/** What the values of these dimensions are called: `priority` → `high` → `Высокий`. */
export function useLabels(dimensions: readonly string[]): Labels {
  const locale = useLocale()
  return useQueries({
    queries: dimensions.map((dimension) => ({
      queryKey: [`values/${encodeURIComponent(dimension)}`, locale, {}],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        get<DimensionValue[]>(`values/${encodeURIComponent(dimension)}`, { locale }, signal),
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
