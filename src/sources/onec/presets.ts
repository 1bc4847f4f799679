import type { Names } from './names.ts'

const NO_REGISTER_ITEMS = { set: null, item: null, feature: null, partner: null, contractor: null }

/** Бухгалтерия 3.0 and its kin: buyers are counterparties, lines stand in the documents. */
const accounting30: Names = {
  sales: ['Document_РеализацияТоваровУслуг'],
  returns: ['Document_ВозвратТоваровОтПокупателя'],
  sections: ['Товары', 'Услуги'],
  document: {
    buyer: 'Контрагент_Key',
    contractor: 'Контрагент_Key',
    manager: 'Ответственный_Key',
    order: null,
    address: 'АдресДоставки',
    vatIncluded: 'СуммаВключаетНДС',
  },
  line: {
    item: 'Номенклатура_Key',
    feature: null,
    order: null,
    text: 'Содержание',
    quantity: 'Количество',
    amount: 'Сумма',
    vat: 'СуммаНДС',
  },
  register: {
    set: null,
    item: null,
    partner: null,
    manager: null,
    order: null,
    quantity: null,
    amount: null,
    reversal: null,
    returns: [],
  },
  itemKeys: NO_REGISTER_ITEMS,
  partnerKeys: NO_REGISTER_ITEMS,
  buyers: 'Catalog_Контрагенты',
  contractors: 'Catalog_Контрагенты',
  items: 'Catalog_Номенклатура',
  itemCode: 'Code',
  features: null,
  managers: 'Catalog_Пользователи',
  orders: null,
  orderAddress: null,
}

/** УТ 11: buyers are partners with counterparties behind them; revenue stands in a register, by analytics keys. */
const ut11: Names = {
  sales: ['Document_РеализацияТоваровУслуг'],
  returns: ['Document_ВозвратТоваровОтКлиента'],
  sections: ['Товары'],
  document: {
    buyer: 'Партнер_Key',
    contractor: 'Контрагент_Key',
    manager: 'Менеджер_Key',
    order: null,
    address: 'АдресДоставки',
    vatIncluded: null,
  },
  line: {
    item: 'Номенклатура_Key',
    feature: 'Характеристика_Key',
    order: 'ЗаказКлиента',
    text: null,
    quantity: 'Количество',
    amount: 'СуммаСНДС',
    vat: null,
  },
  register: {
    set: 'AccumulationRegister_ВыручкаИСебестоимостьПродаж_RecordType',
    item: 'АналитикаУчетаНоменклатуры_Key',
    partner: 'АналитикаУчетаПоПартнерам_Key',
    manager: 'Менеджер_Key',
    order: 'ЗаказКлиента',
    quantity: 'Количество',
    amount: 'СуммаВыручки',
    reversal: 'Сторно',
    returns: ['Document_ВозвратТоваровОтКлиента'],
  },
  itemKeys: {
    set: 'Catalog_КлючиАналитикиУчетаНоменклатуры',
    item: 'Номенклатура',
    feature: 'Характеристика_Key',
    partner: null,
    contractor: null,
  },
  partnerKeys: {
    set: 'Catalog_КлючиАналитикиУчетаПоПартнерам',
    item: null,
    feature: null,
    partner: 'Партнер_Key',
    contractor: 'Контрагент',
  },
  buyers: 'Catalog_Партнеры',
  contractors: 'Catalog_Контрагенты',
  items: 'Catalog_Номенклатура',
  itemCode: 'Code',
  features: 'Catalog_ХарактеристикиНоменклатуры',
  managers: 'Catalog_Пользователи',
  orders: 'Document_ЗаказКлиента',
  orderAddress: 'АдресДоставки',
}

/** What the names are in a configuration as it is sold; a base that was changed says its own in `names`. */
export const PRESETS = {
  /** sales of 1С:ERP stand under the same names as those of УТ 11 */
  erp: { names: ut11, way: 'register' },
  ut11: { names: ut11, way: 'register' },
  accounting30: { names: accounting30, way: 'documents' },
} as const
