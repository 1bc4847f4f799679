import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fieldsOf, documentSale } from '../../src/sources/onec/documents.ts'
import { readCatalogs } from '../../src/sources/onec/catalogs.ts'
import { onecSchema, type OnecSettings } from '../../src/sources/onec/schema.ts'
import { dateOf, recordsOf, referenceOf, sectionOf, textOf, type OnecRecord } from '../../src/sources/onec/values.ts'
import { Secret } from '../../src/kit/index.ts'

const FOLDER = new URL('../../../shared/data/onec/', import.meta.url)
const isThere = existsSync(FOLDER)
const reason = isThere ? '' : ' (left out: the sample files are not beside this checkout, ../shared/data/onec)'
const files = isThere ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : []

const read = (name: string): readonly OnecRecord[] => {
  const records = recordsOf(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')))
  if (!records) throw new Error(`${name} holds no records`)
  return records
}

const settings = (names: object): OnecSettings =>
  onecSchema.parse({ baseUrl: 'http://moon/Test', user: 'u', password: new Secret('p'), names })

describe.skipIf(!isThere)(`captured answers of real bases${reason}`, () => {
  test('every file is read as records, each with what identifies it', () => {
    expect(Object.fromEntries(files.map((name) => [name, read(name).length]))).toEqual({
      'Client_1.json': 1,
      'Contract_2.json': 2,
      'IncomeJSON_3.json': 4,
      'IncomeJSON_4.json': 1,
      'IncomeJSON_5.json': 1,
      'IncomeJSON_6.json': 1,
      'IncomeJSON_7.json': 6,
      'IncomeJSON_8.json': 5,
      'MetaOData_9.json': 70,
      'ShipmentOrder_10.json': 1,
    })
    const unknown = files.flatMap(read).filter((record) => !referenceOf(record, 'Ref_Key') && !textOf(record, 'name'))
    expect(unknown).toEqual([])
  })

  test('empty dates, zero keys, filled-up texts and missing values are nothing', () => {
    const [order] = read('ShipmentOrder_10.json') as [OnecRecord]
    const [line] = sectionOf(order, 'Товары') as [OnecRecord]
    const [, folder] = [read('IncomeJSON_4.json')[0], read('IncomeJSON_5.json')[0] as OnecRecord]

    expect(dateOf(order, 'Date')).toBe('2016-12-26T16:00:52')
    expect(dateOf(order, 'ДатаКонтракта')).toBeNull()
    expect(textOf(order, 'НомерКонтракта')).toBeNull()
    expect(referenceOf(order, 'ДокументОснование_Key')).toBeNull()
    expect(referenceOf(order, 'Контрагент_Key')).toBe('b1c89d93-cb6a-11e6-aede-5404a6b4b8ed')
    expect(textOf(line, 'LineNumber')).toBe('1')
    expect(referenceOf(line, 'Номенклатура_Key')).toBeNull()
    expect(referenceOf(folder, 'ЕдиницаИзмеренияДляСравненияОтгрузок_Key')).toBeNull()
    expect(sectionOf(order, 'Излишки')).toEqual([])
    expect(sectionOf(order, 'НетТакой')).toEqual([])
  })

  test('a real contract becomes a sale with its lines and the names of its catalogs', async () => {
    const own = settings({
      sales: ['Document_Контракт'],
      sections: ['Товары'],
      document: { address: null, vatIncluded: null },
      line: { amount: 'Количество', vat: null, text: null },
    })
    const client = {
      host: 'moon',
      rows: async ({ set, skip }: { set: string; skip: number }) =>
        set === 'Catalog_Номенклатура' && skip === 0 ? read('IncomeJSON_8.json') : [],
      count: async () => 0,
      sets: async () => read('MetaOData_9.json').map(({ name }) => String(name)),
      metadata: async () => '',
    }
    const catalogs = await readCatalogs(client, own, '2016-01-01T00:00:00')
    const around = { set: 'Document_Контракт', kind: 'sale', catalogs, settings: own } as const

    const sales = read('Contract_2.json').map((row) => documentSale(row, around))

    expect(sales.map(({ id, at, lines }) => [id.slice(0, 8), at, lines.length])).toEqual([
      ['b1c89da7', '2016-12-26T17:08:57', 0],
      ['8bbfc2c7', '2016-12-29T14:35:27', 2],
    ])
    expect(sales[1]?.lines).toMatchObject([
      { line: '1', product_id: '00000000005', product: 'НеЖенскаяНеСумка', quantity: '5' },
      { line: '2', product_id: '00000000003', product: 'Тестовый товар 1', quantity: '31' },
    ])
    expect(fieldsOf(own)).toContain('Товары/LineNumber')
  })
})
