import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
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
export const useDashboard = (id: string) => useView<DashboardView>(`dashboards/${encodeURIComponent(id)}`)
export const useCatalog = () => useView<Catalog>('catalog')
export const useReports = () => useView<ReportView[]>('reports')
export const useDataState = () => useView<DataView>('data')

export const useDimensionValues = (dimension: string, search: string, isWanted: boolean) =>
  useView<DimensionValue[]>(`values/${encodeURIComponent(dimension)}`, { isWanted, more: search ? { search } : {} })

export function useAnswer(query: Query | undefined) {
  const locale = useLocale()
  return useQuery({
    queryKey: ['query', locale, query],
    queryFn: ({ signal }) => post<Answer>('query', { query, locale }, signal),
    enabled: query !== undefined,
    placeholderData: keepPreviousData,
  })
}

const AS_USUAL: Readonly<Record<string, string>> = {}

export function useAnalysis(analysis: string, settings = AS_USUAL) {
  const locale = useLocale()
  return useQuery({
    queryKey: ['analyze', locale, analysis, settings],
    queryFn: ({ signal }) => post<AnalysisAnswer>('analyze', { analysis, settings, locale }, signal),
    placeholderData: keepPreviousData,
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
