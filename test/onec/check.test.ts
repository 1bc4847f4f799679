import { afterEach, expect, test } from 'vitest'
import { Secret } from '../../src/kit/index.ts'
import { metadataOf } from '../../src/sources/onec/metadata.ts'
import { neededOf } from '../../src/sources/onec/check.ts'
import { onecSchema } from '../../src/sources/onec/schema.ts'
import { guid, sale, shop } from './small-shop.ts'
import { openOnecWorkspace, type OnecWorkspace } from './workspace.ts'

const closing: OnecWorkspace[] = []
afterEach(async () => {
  for (const workspace of closing.splice(0)) await workspace.close()
})

async function open(...given: Parameters<typeof openOnecWorkspace>): Promise<OnecWorkspace> {
  const workspace = await openOnecWorkspace(...given)
  closing.push(workspace)
  return workspace
}

const texts = (lines: Awaited<ReturnType<OnecWorkspace['check']>>) => lines.map(({ ok, message }) => `${ok} ${message}`)

test('a base that has everything is told so: sets, rows, clock, hours', async () => {
  const workspace = await open([...shop(3), sale(4, { isReturn: true })], {
    settings: { quietHours: { from: '23:00', to: '05:00' } },
  })

  const lines = texts(await workspace.check())

  expect(lines).toEqual([
    expect.stringMatching(/^true 1C at 127\.0\.0\.1:\d+ lets Сводка in and shows 9 sets$/),
    'true all 5 sets and their fields have the names of the settings',
    'true Document_РеализацияТоваровУслуг: 3 rows since 2022-01-01, as far as the user may see them',
    'true Document_ВозвратТоваровОтПокупателя: 1 row since 2022-01-01, as far as the user may see them',
    expect.stringMatching(/^true the base’s clock is taken for that of Europe\/Moscow: there it is .*12:00 AM now/),
    'true schedules read the base from 23:00 to 05:00 (Europe/Moscow), which is now',
  ])
})

test('the register of ERP is checked with its keys, either spelling of a reference', async () => {
  const workspace = await open(shop(3), { sandbox: { configuration: 'erp' } })

  const lines = texts(await workspace.check('ru'))

  expect(lines.slice(1, 3)).toEqual([
    'true имена совпадают с настройками: 9 наборов и все их поля на месте',
    'true AccumulationRegister_ВыручкаИСебестоимостьПродаж_RecordType: 6 записей с 2022-01-01 из доступных пользователю',
  ])
})

test('an empty composition is told, with the place in 1C where it is filled', async () => {
  const workspace = await open(shop(3), { sandbox: { composition: 'empty' } })

  const [ru, en] = [await workspace.check('ru'), await workspace.check('en')]

  expect(ru[0]).toMatchObject({ ok: false, message: expect.stringContaining('состав интерфейса OData пуст') })
  expect(en[0]).toMatchObject({
    ok: false,
    message: expect.stringContaining('the composition of the OData interface is empty'),
  })
})

test('every set and field that is not there is told, with the nearest one that is', async () => {
  const workspace = await open(shop(3), {
    settings: {
      names: {
        returns: ['Document_ВозвратТоваровОтКлиента'],
        document: { address: 'АдресДоставкиТоваров' },
        line: { quantity: 'Колличество' },
      },
    },
  })

  const lines = texts(await workspace.check()).filter((line) => line.startsWith('false'))

  expect(lines).toEqual([
    expect.stringMatching(
      /Document_РеализацияТоваровУслуг has no field АдресДоставкиТоваров(; the nearest name is \S+)?\. Put/,
    ),
    expect.stringContaining('has no field Товары/Колличество; the nearest name is Товары/Количество'),
    expect.stringContaining('has no field Услуги/Колличество; the nearest name is Услуги/Количество'),
    expect.stringContaining('Document_ВозвратТоваровОтКлиента is not there; the nearest name is Document_Возврат'),
  ])
})

test('a wrong password is a line, not a crash; so is rights without allowedOnly', async () => {
  const password = await open(shop(1), { settings: { password: new Secret('other') } })
  const rights = await open(shop(3), { sandbox: { hidden: [guid(2)] }, settings: { allowedOnly: false } })

  expect(texts(await password.check())).toEqual([expect.stringMatching(/^false 1C did not let the user in \(401\)/)])
  expect(texts(await rights.check())).toContainEqual(expect.stringMatching(/^false 1C refused the whole of Document_/))
})

test('another page where $metadata should be is told', async () => {
  const workspace = await open(shop(1))
  workspace.sandbox.faults.add({ when: ({ path }) => path.endsWith('$metadata'), fault: { kind: 'html' } })

  expect(texts(await workspace.check('ru'))).toEqual([
    expect.stringMatching(/^false По адресу 127\.0\.0\.1:\d+ на месте \$metadata/),
  ])
})

test('$metadata is read whatever the order of attributes, with the fields of tabular sections', () => {
  const { fields } = metadataOf(`<edmx:Edmx>
    <EntityType Name="Document_А"><Key><PropertyRef Name="Ref_Key"/></Key>
      <Property Nullable="false" Name="Ref_Key" Type="Edm.Guid"/>
      <Property Name="Товары" Type="Collection(StandardODATA.Document_А_Товары_RowType)" Nullable="true"/>
      <NavigationProperty Name="Склад" Relationship="x"/></EntityType>
    <EntityType Name="Document_Б"/>
    <ComplexType Name="Document_А_Товары_RowType"><Property Name="Количество" Type="Edm.Double"/></ComplexType>
    <EntitySet EntityType="StandardODATA.Document_А" Name="Document_А"/><EntitySet Name="Document_Б" EntityType="StandardODATA.Document_Б"/>
  </edmx:Edmx>`)

  expect(Object.fromEntries([...fields].map(([set, names]) => [set, [...names]]))).toEqual({
    Document_А: ['Ref_Key', 'Товары', 'Товары/Количество', 'Склад'],
    Document_Б: [],
  })
})

test.each(['erp', 'ut11', 'accounting30'] as const)(
  'the preset %s names no field twice and nothing empty',
  (preset) => {
    for (const way of ['documents', 'register'] as const) {
      if (preset === 'accounting30' && way === 'register') continue
      const settings = onecSchema.parse({ baseUrl: 'http://a/b', user: 'u', password: new Secret('p'), preset, way })
      for (const { set, fields } of neededOf(settings)) {
        expect(set).toMatch(/^(?:Catalog|Document|AccumulationRegister)_/)
        expect(new Set(fields).size).toBe(fields.length)
      }
    }
  },
)
