import type { OnecConfiguration, OnecSale, OnecSaleLine, StoredSale } from './base.ts'
import type { OnecRow } from './edm.ts'
import { dataVersion, EMPTY_DATE, keyOf, ZERO_KEY, type Clock } from './values.ts'

type Tables = Readonly<Record<string, readonly OnecRow[]>>

const REGISTER = 'AccumulationRegister_ВыручкаИСебестоимостьПродаж_RecordType'
const SALE = 'Document_РеализацияТоваровУслуг'
const VAT_SHARE = 20 / 120

/** How documents keep the tax: inside of the amount or beside it. */
export interface TableOptions {
  configuration: OnecConfiguration
  clock: Clock
  isVatApart: boolean
}

export const returnSet = (configuration: OnecConfiguration): string =>
  configuration === 'erp' ? 'Document_ВозвратТоваровОтКлиента' : 'Document_ВозвратТоваровОтПокупателя'

/** Everything that sales refer to, and the sales themselves, as the sets of a configuration. */
export function tablesOf(stored: readonly StoredSale[], options: TableOptions): Tables {
  return options.configuration === 'erp' ? tradeTables(stored, options) : accountingTables(stored, options)
}

const money = (amount: number): number => Math.round(amount * 100) / 100

const contractorOf = (sale: OnecSale): string => sale.contractor ?? sale.buyer

/** A key, or the zero key where nothing is named. */
const reference = (kind: string, name: string | null | undefined): string => (name ? keyOf(kind, name) : ZERO_KEY)

const goods = ({ product_id, product }: OnecSaleLine): string => product_id ?? product ?? ''

/** Elements of a catalog by the names that sales mention, in the order in which they came. */
function elements(
  kind: string,
  names: Iterable<string | null | undefined>,
  more: (name: string) => OnecRow = () => ({}),
): OnecRow[] {
  const distinct = [...new Set(names)].flatMap((name) => name || [])
  return distinct.map((name, index) => ({
    Ref_Key: keyOf(kind, name),
    DataVersion: dataVersion(1),
    DeletionMark: false,
    Code: String(index + 1).padStart(9, '0'),
    Description: name,
    Predefined: false,
    PredefinedDataName: '',
    ...more(name),
  }))
}

const FOLDER = 'Все товары'

function itemRows(stored: readonly StoredSale[]): OnecRow[] {
  const named = new Map(stored.flatMap(({ sale }) => sale.lines.map((line) => [goods(line), line] as const)))
  const rows = elements('item', named.keys(), (name) => {
    const line = named.get(name)
    return {
      ...(line?.product_id && { Code: line.product_id }),
      Description: line?.product ?? '',
      Parent_Key: keyOf('folder', FOLDER),
      IsFolder: false,
      Артикул: '',
    }
  })
  const folder = elements('folder', [FOLDER], () => ({ Parent_Key: ZERO_KEY, IsFolder: true, Артикул: null }))
  return [...folder, ...rows]
}

function documentRow({ sale, isPosted, isDeleted, version }: StoredSale, { clock }: TableOptions): OnecRow {
  return {
    Ref_Key: keyOf('sale', sale.id),
    DataVersion: dataVersion(version),
    DeletionMark: isDeleted,
    Number: sale.number,
    Date: clock(sale.date),
    Posted: isPosted,
    СуммаДокумента: money(sale.lines.reduce((sum, line) => sum + line.amount, 0)),
    АдресДоставки: sale.address ?? '',
  }
}

const lineRow = (sale: OnecSale, line: OnecSaleLine): OnecRow => ({
  Ref_Key: keyOf('sale', sale.id),
  LineNumber: String(line.line),
  Номенклатура_Key: keyOf('item', goods(line)),
  Количество: line.quantity,
  Цена: line.quantity === 0 ? 0 : money(line.amount / line.quantity),
})

function accountingTables(stored: readonly StoredSale[], options: TableOptions): Tables {
  const row = (one: StoredSale): OnecRow => ({
    ...documentRow(one, options),
    ВидОперации: 'Товары',
    Контрагент_Key: keyOf('contractor', contractorOf(one.sale)),
    СуммаВключаетНДС: !options.isVatApart,
    Ответственный_Key: reference('user', one.sale.manager),
    Комментарий: '',
    Товары: one.sale.lines.map((line) => {
      const vat = money(line.amount * VAT_SHARE)
      return {
        ...lineRow(one.sale, line),
        Коэффициент: 1,
        Сумма: options.isVatApart ? money(line.amount - vat) : line.amount,
        СтавкаНДС: 'НДС20',
        СуммаНДС: vat,
      }
    }),
    Услуги: [],
  })
  const all = stored.map(({ sale }) => sale)
  return {
    Catalog_Контрагенты: elements('contractor', all.map(contractorOf)),
    Catalog_Номенклатура: itemRows(stored),
    Catalog_Пользователи: elements(
      'user',
      all.map(({ manager }) => manager),
    ),
    [SALE]: stored.filter(({ sale }) => !sale.isReturn).map(row),
    [returnSet('accounting30')]: stored.filter(({ sale }) => sale.isReturn).map(row),
  }
}

const featureKey = ({ feature }: OnecSaleLine): string => reference('feature', feature)
const itemAnalytics = (line: OnecSaleLine): string => `${goods(line)}|${line.feature ?? ''}`
const partnerAnalytics = (sale: OnecSale): string => `${sale.buyer}|${contractorOf(sale)}`

/** A reference of several possible types: its value as text, its type beside it. */
const composite = (field: string, type: string, key: string | undefined): OnecRow =>
  key === undefined
    ? { [field]: '', [`${field}_Type`]: 'StandardODATA.Undefined' }
    : { [field]: key, [`${field}_Type`]: `StandardODATA.${type}` }

const orderReference = ({ order }: OnecSale): OnecRow =>
  composite('ЗаказКлиента', 'Document_ЗаказКлиента', order && keyOf('order', order.id))

function tradeTables(stored: readonly StoredSale[], options: TableOptions): Tables {
  const all = stored.map(({ sale }) => sale)
  const lines = all.flatMap((sale) => sale.lines)
  const byPartner = new Map(all.map((sale) => [partnerAnalytics(sale), sale]))
  const byItem = new Map(lines.map((line) => [itemAnalytics(line), line]))
  const byContractor = new Map(all.map((sale) => [contractorOf(sale), sale]))
  const orders = new Map(all.flatMap((sale) => (sale.order ? [[sale.order.id, sale] as const] : [])))
  const row = (one: StoredSale): OnecRow => ({
    ...documentRow(one, options),
    Партнер_Key: keyOf('partner', one.sale.buyer),
    Контрагент_Key: keyOf('contractor', contractorOf(one.sale)),
    Менеджер_Key: reference('user', one.sale.manager),
    Товары: one.sale.lines.map((line) => ({
      ...lineRow(one.sale, line),
      Характеристика_Key: featureKey(line),
      Сумма: money(line.amount * (1 - VAT_SHARE)),
      СуммаНДС: money(line.amount * VAT_SHARE),
      СуммаСНДС: line.amount,
      ...orderReference(one.sale),
    })),
  })
  return {
    Catalog_Партнеры: elements(
      'partner',
      all.map(({ buyer }) => buyer),
    ),
    Catalog_Контрагенты: elements('contractor', byContractor.keys(), (name) => ({
      Партнер_Key: keyOf('partner', byContractor.get(name)?.buyer ?? name),
    })),
    Catalog_Номенклатура: itemRows(stored),
    Catalog_ХарактеристикиНоменклатуры: elements(
      'feature',
      lines.map(({ feature }) => feature),
    ),
    Catalog_Пользователи: elements(
      'user',
      all.map(({ manager }) => manager),
    ),
    Catalog_КлючиАналитикиУчетаПоПартнерам: elements('partner_key', byPartner.keys(), (name) => {
      const sale = byPartner.get(name) as OnecSale
      const contractor = keyOf('contractor', contractorOf(sale))
      return {
        Партнер_Key: keyOf('partner', sale.buyer),
        ...composite('Контрагент', 'Catalog_Контрагенты', contractor),
      }
    }),
    Catalog_КлючиАналитикиУчетаНоменклатуры: elements('item_key', byItem.keys(), (name) => {
      const line = byItem.get(name) as OnecSaleLine
      return { Номенклатура_Key: keyOf('item', goods(line)), Характеристика_Key: featureKey(line) }
    }),
    Document_ЗаказКлиента: [...orders].map(([id, sale]) => ({
      Ref_Key: keyOf('order', id),
      DataVersion: dataVersion(1),
      DeletionMark: false,
      Number: id,
      Date: sale.order ? options.clock(sale.order.date) : EMPTY_DATE,
      Posted: true,
      Партнер_Key: keyOf('partner', sale.buyer),
      АдресДоставки: sale.address ?? '',
    })),
    [SALE]: stored.filter(({ sale }) => !sale.isReturn).map(row),
    [returnSet('erp')]: stored.filter(({ sale }) => sale.isReturn).map(row),
    [REGISTER]: stored.filter(({ isPosted }) => isPosted).flatMap((one) => recordsOf(one, options)),
  }
}

/** Movements of a posted document; a return moves back. */
function recordsOf({ sale }: StoredSale, { clock }: TableOptions): OnecRow[] {
  const sign = sale.isReturn ? -1 : 1
  return sale.lines.map((line) => ({
    ...composite('Recorder', sale.isReturn ? returnSet('erp') : SALE, keyOf('sale', sale.id)),
    Period: clock(sale.date),
    LineNumber: String(line.line),
    Active: true,
    АналитикаУчетаНоменклатуры_Key: keyOf('item_key', itemAnalytics(line)),
    АналитикаУчетаПоПартнерам_Key: keyOf('partner_key', partnerAnalytics(sale)),
    Менеджер_Key: reference('user', sale.manager),
    ...orderReference(sale),
    ХозяйственнаяОперация: sale.isReturn ? 'ВозвратТоваровОтКлиента' : 'РеализацияКлиенту',
    Сторно: false,
    Количество: sign * line.quantity,
    СуммаВыручки: sign * line.amount,
    СуммаВыручкиБезНДС: money(sign * line.amount * (1 - VAT_SHARE)),
    Стоимость: 0,
  }))
}
