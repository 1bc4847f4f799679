import type { SandboxAnswer } from '../server.ts'
import type { StoredSale } from './base.ts'
import type { Clock } from './values.ts'

/** How the author of a flat service happened to write it. */
export interface ServiceOptions {
  /** a bare list, or `{rows, next}` */
  shape?: 'list' | 'rows'
  /** `1 234,50` as a text, or a JSON number */
  numbers?: 'text' | 'number'
  dates?: 'russian' | 'iso'
  hasBom?: boolean
  /** whether `to` is counted in */
  isToInclusive?: boolean
}

export interface ServiceQuestion {
  query: URLSearchParams
  clock: Clock
}

const NBSP = '\u00a0'

/** Flat rows of posted sales, a row a line, with everything that such services get wrong. */
export function serviceAnswer(
  stored: readonly StoredSale[],
  { query, clock }: ServiceQuestion,
  options: ServiceOptions,
): SandboxAnswer {
  const { shape = 'list', numbers = 'text', dates = 'russian', hasBom = true, isToInclusive = true } = options
  const [from, to] = [query.get('from'), query.get('to')]
  if (!from || !to) return plainError('Ошибка: не указан период. {ОбщийМодуль.Обмен.Модуль(17)}')
  const number = (value: number) => (numbers === 'number' ? value : russianNumber(value))
  const date = (at: string) => (dates === 'iso' ? at : russianDate(at))
  const rows = stored
    .filter(({ isPosted, isDeleted }) => isPosted && !isDeleted)
    .map(({ sale }) => ({ sale, at: clock(sale.date) }))
    .filter(({ at }) => at >= from && (isToInclusive ? at.slice(0, 10) <= to : at < to))
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .flatMap(({ sale, at }) =>
      sale.lines.map((line) => ({
        date: date(at),
        sale_id: sale.id,
        order_date: sale.order ? date(clock(sale.order.date)) : '',
        order_id: sale.order?.id ?? '',
        buyer: sale.buyer,
        contractor: sale.contractor ?? sale.buyer,
        site_id: line.product_id ?? '',
        product: line.product ?? '',
        feature: line.feature ?? '',
        quantity: number(line.quantity),
        sum: number(line.amount),
        address: sale.address ?? '',
        cash_flow_type: sale.isReturn ? 'Возврат' : 'Продажа',
      })),
    )
  const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('size') ?? 1000)]
  const shown = rows.slice((page - 1) * size, page * size)
  const body = shape === 'list' ? shown : { rows: shown, next: page * size < rows.length ? page + 1 : null }
  return {
    status: 200,
    text: `${hasBom ? '\uFEFF' : ''}${JSON.stringify(body)}`,
    headers: { 'content-type': 'application/json' },
  }
}

export const plainError = (text: string): SandboxAnswer => ({
  status: 500,
  text,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
})

/** As `Формат()` writes it by default: a comma, and thousands apart. */
export function russianNumber(value: number): string {
  const [whole = '', decimals] = String(value).split('.')
  const parted = whole.replace(/\B(?=(\d{3})+$)/g, NBSP)
  return decimals === undefined ? parted : `${parted},${decimals}`
}

const russianDate = (at: string): string => {
  const [year, month, day] = at.slice(0, 10).split('-')
  return `${day}.${month}.${year} ${at.slice(11)}`
}
