/** Types of fields as `$metadata` names them; `composite` is a reference to one of several types, with `X_Type` beside it. */
export type EdmType = 'guid' | 'string' | 'date' | 'double' | 'int64' | 'boolean' | 'key' | 'composite'

export type Fields = Readonly<Record<string, EdmType>>

export interface SetSchema {
  fields: Fields
  sections: Readonly<Record<string, Fields>>
}

/** Values as JSON holds them: Int64 as text, dates without zone. */
export type OnecRow = Readonly<Record<string, unknown>>

const ELEMENT: Fields = {
  Ref_Key: 'guid',
  DataVersion: 'string',
  DeletionMark: 'boolean',
  Code: 'string',
  Description: 'string',
  Predefined: 'boolean',
  PredefinedDataName: 'string',
}
const DOCUMENT: Fields = {
  Ref_Key: 'guid',
  DataVersion: 'string',
  DeletionMark: 'boolean',
  Number: 'string',
  Date: 'date',
  Posted: 'boolean',
}
const LINE: Fields = { Ref_Key: 'guid', LineNumber: 'int64', Номенклатура_Key: 'key' }
const ANALYTICS: Fields = { Ref_Key: 'guid', DataVersion: 'string', DeletionMark: 'boolean', Description: 'string' }

const element = (more: Fields = {}): SetSchema => ({ fields: { ...ELEMENT, ...more }, sections: {} })
const items = element({ Parent_Key: 'key', IsFolder: 'boolean', Артикул: 'string' })

const accountingSale: SetSchema = {
  fields: {
    ...DOCUMENT,
    ВидОперации: 'string',
    Контрагент_Key: 'key',
    СуммаВключаетНДС: 'boolean',
    СуммаДокумента: 'double',
    АдресДоставки: 'string',
    Ответственный_Key: 'key',
    Комментарий: 'string',
  },
  sections: {
    Товары: {
      ...LINE,
      Коэффициент: 'double',
      Количество: 'double',
      Цена: 'double',
      Сумма: 'double',
      СтавкаНДС: 'string',
      СуммаНДС: 'double',
    },
    Услуги: {
      ...LINE,
      Содержание: 'string',
      Количество: 'double',
      Цена: 'double',
      Сумма: 'double',
      СтавкаНДС: 'string',
      СуммаНДС: 'double',
    },
  },
}

const tradeSale: SetSchema = {
  fields: {
    ...DOCUMENT,
    Партнер_Key: 'key',
    Контрагент_Key: 'key',
    Менеджер_Key: 'key',
    СуммаДокумента: 'double',
    АдресДоставки: 'string',
  },
  sections: {
    Товары: {
      ...LINE,
      Характеристика_Key: 'key',
      Количество: 'double',
      Цена: 'double',
      Сумма: 'double',
      СуммаНДС: 'double',
      СуммаСНДС: 'double',
      ЗаказКлиента: 'composite',
    },
  },
}

export const SCHEMAS: Readonly<Record<'erp' | 'accounting30', Readonly<Record<string, SetSchema>>>> = {
  accounting30: {
    Catalog_Контрагенты: element(),
    Catalog_Номенклатура: items,
    Catalog_Пользователи: element(),
    Document_РеализацияТоваровУслуг: accountingSale,
    Document_ВозвратТоваровОтПокупателя: accountingSale,
  },
  erp: {
    Catalog_Партнеры: element(),
    Catalog_Контрагенты: element({ Партнер_Key: 'key' }),
    Catalog_Номенклатура: items,
    Catalog_ХарактеристикиНоменклатуры: element(),
    Catalog_Пользователи: element(),
    Catalog_КлючиАналитикиУчетаПоПартнерам: {
      fields: { ...ANALYTICS, Партнер_Key: 'key', Контрагент: 'composite' },
      sections: {},
    },
    Catalog_КлючиАналитикиУчетаНоменклатуры: {
      fields: { ...ANALYTICS, Номенклатура_Key: 'key', Характеристика_Key: 'key' },
      sections: {},
    },
    Document_ЗаказКлиента: { fields: { ...DOCUMENT, Партнер_Key: 'key', АдресДоставки: 'string' }, sections: {} },
    Document_РеализацияТоваровУслуг: tradeSale,
    Document_ВозвратТоваровОтКлиента: tradeSale,
    AccumulationRegister_ВыручкаИСебестоимостьПродаж_RecordType: {
      fields: {
        Recorder: 'composite',
        Period: 'date',
        LineNumber: 'int64',
        Active: 'boolean',
        АналитикаУчетаНоменклатуры_Key: 'key',
        АналитикаУчетаПоПартнерам_Key: 'key',
        Менеджер_Key: 'key',
        ЗаказКлиента: 'composite',
        ХозяйственнаяОперация: 'string',
        Сторно: 'boolean',
        Количество: 'double',
        СуммаВыручки: 'double',
        СуммаВыручкиБезНДС: 'double',
        Стоимость: 'double',
      },
      sections: {},
    },
  },
}

/** Tabular sections are sets as well, and are read only. */
export function schemasWithSections(schemas: Readonly<Record<string, SetSchema>>): Record<string, SetSchema> {
  const all = Object.entries(schemas).flatMap(([set, schema]) => [
    [set, schema] as const,
    ...Object.entries(schema.sections).map(
      ([section, fields]) => [`${set}_${section}`, { fields, sections: {} }] as const,
    ),
  ])
  return Object.fromEntries(all)
}
