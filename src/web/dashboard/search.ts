import {
  GRAINS,
  isDay,
  isZone,
  PERIOD_PRESETS,
  type Compare,
  type Filter,
  type Grain,
  type Period,
  type PeriodPreset,
} from '../../base/index.ts'

/** The query of the address as text: one string or several of the same name. */
export type SearchFields = Readonly<Record<string, string | readonly string[]>>

/** What the filter bar holds. All of it lives in the address, so that a link shows the same figures. */
export interface View {
  period: PeriodPreset | Period
  compare: Compare | undefined
  /** undefined: chosen by the length of the period */
  grain: Grain | undefined
  /** undefined: the workspace's */
  zone: string | undefined
  where: readonly Filter[]
  /** how often the reader wants the board to ask anew */
  refreshSeconds?: number | undefined
}

export const REFRESHES = [30, 60, 300, 900] as const

const FILTER_PREFIX = 'f.'
/** stands for "no value"; a value that begins with it gets another in front */
const NO_VALUE = '~'

export function parseSearch(text: string): SearchFields {
  const fields: Record<string, string | readonly string[]> = {}
  const parameters = new URLSearchParams(text)
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name)
    fields[name] = values.length === 1 ? (values[0] ?? '') : values
  }
  return fields
}

export function searchText(fields: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null) continue
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one))
  }
  const text = parameters.toString()
  return text ? `?${text}` : ''
}

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

const first = (value: string | readonly string[] | undefined): string => listOf(value)[0] ?? ''

function periodOf(text: string, otherwise: PeriodPreset): PeriodPreset | Period {
  const preset = PERIOD_PRESETS.find((known) => known === text)
  if (preset) return preset
  const [from = '', to = ''] = text.split('..')
  return isDay(from) && isDay(to) && from <= to ? { from, to } : otherwise
}

/** A day that is going on is beside no whole one. */
export const usualCompare = (preset: PeriodPreset): Compare | undefined =>
  preset === 'today' ? undefined : 'previous-period'

const compareOf = (text: string, preset: PeriodPreset): Compare | undefined => {
  if (text === '') return usualCompare(preset)
  if (text === 'none') return undefined
  return text === 'previous-year' ? 'previous-year' : 'previous-period'
}

const valueOf = (text: string): string | null => {
  if (text === NO_VALUE) return null
  return text.startsWith(NO_VALUE) ? text.slice(1) : text
}

const textOf = (value: string | null): string => {
  if (value === null) return NO_VALUE
  return value.startsWith(NO_VALUE) ? NO_VALUE + value : value
}

const boundOf = (text: string): number | undefined =>
  text === '' || Number.isNaN(Number(text)) ? undefined : Number(text)

export interface FilterField {
  dimension: string
  isNumber: boolean
}

function filterOf({ dimension, isNumber }: FilterField, texts: readonly string[]): Filter | undefined {
  if (texts.length === 0) return undefined
  if (!isNumber) return { dimension, op: 'in', values: texts.map(valueOf) }
  // one value alone, as a click on a bar gives it, is a range from itself to itself
  const [low = '', high = low] = (texts[0] ?? '').split('..')
  const from = boundOf(low)
  const to = boundOf(high)
  if (from === undefined && to === undefined) return undefined
  return { dimension, op: 'between', ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

/** Reads the filter bar from the address; what is missing or makes no sense is the dashboard's own. */
export function viewOf(search: SearchFields, preset: PeriodPreset, filters: readonly FilterField[]): View {
  const zone = first(search.zone)
  const refreshSeconds = REFRESHES.find((seconds) => String(seconds) === first(search.refresh))
  return {
    period: periodOf(first(search.period), preset),
    compare: compareOf(first(search.compare), preset),
    grain: GRAINS.find((grain) => grain === first(search.grain)),
    zone: zone && isZone(zone) ? zone : undefined,
    where: filters
      .map((field) => filterOf(field, listOf(search[FILTER_PREFIX + field.dimension])))
      .filter((filter) => filter !== undefined),
    ...(refreshSeconds ? { refreshSeconds } : {}),
  }
}

/** Writes the filter bar to the address, leaving out what is the dashboard's own anyway. */
export function searchOf(view: View, preset: PeriodPreset): SearchFields {
  const period = typeof view.period === 'string' ? view.period : `${view.period.from}..${view.period.to}`
  const fields: Record<string, string | readonly string[]> = {}
  if (period !== preset) fields.period = period
  if (view.compare !== usualCompare(preset)) fields.compare = view.compare ?? 'none'
  if (view.grain) fields.grain = view.grain
  if (view.zone) fields.zone = view.zone
  if (view.refreshSeconds) fields.refresh = String(view.refreshSeconds)
  for (const filter of view.where) {
    const name = FILTER_PREFIX + filter.dimension
    if (filter.op === 'between') fields[name] = `${filter.from ?? ''}..${filter.to ?? ''}`
    else fields[name] = filter.values.map(textOf)
  }
  return fields
}

/** The view with one dimension's filter put in place of the earlier one; `undefined` takes it away. */
export function withFilter(view: View, dimension: string, filter: Filter | undefined): View {
  const others = view.where.filter((known) => known.dimension !== dimension)
  return { ...view, where: filter ? [...others, filter] : others }
}
