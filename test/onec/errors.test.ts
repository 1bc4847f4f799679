import { afterEach, expect, test } from 'vitest'
import type { Fault } from '../../src/sandbox/index.ts'
import { guid, shop } from './small-shop.ts'
import { openOnecWorkspace, refusalOf, type OnecWorkspace } from './workspace.ts'

const closing: OnecWorkspace[] = []
afterEach(async () => {
  for (const workspace of closing.splice(0)) await workspace.close()
})

async function open(...given: Parameters<typeof openOnecWorkspace>): Promise<OnecWorkspace> {
  const workspace = await openOnecWorkspace(...given)
  closing.push(workspace)
  return workspace
}

const SECRETS = new RegExp(`sample-password|${Buffer.from('Сводка:sample-password').toString('base64')}`)
const SALES = encodeURIComponent('Document_РеализацияТоваровУслуг')
const isSales: Fault['when'] = ({ path }) => path.includes(SALES)
const html = (title: string, said: string) =>
  `<!DOCTYPE html><html><head><title>${title}</title><style>p { color: red }</style></head><body><h1>${title}</h1><p>${said}</p></body></html>`
const odata = (code: string, value: string) => ({ 'odata.error': { code, message: { lang: 'ru', value } } })

const REFUSALS: [string, Fault['fault'], ru: RegExp, en: RegExp][] = [
  [
    'a password that 1C does not take',
    { kind: 'status', status: 401, text: html('Unauthorized', 'Требуется авторизация') },
    /^1С не пустила пользователя \(401\) на 127\.0\.0\.1:\d+: неверны имя или пароль/,
    /^1C did not let the user in \(401\) at 127\.0\.0\.1:\d+: the name or the password is wrong/,
  ],
  [
    'a web server that lets nobody in',
    { kind: 'status', status: 403, text: html('Forbidden', 'Access is denied') },
    /^Веб-сервер 1С не пускает этот компьютер \(403\).*Forbidden Access is denied.*администратора веб-сервера/,
    /^The web server of 1C does not let this computer in \(403\).*Forbidden Access is denied/,
  ],
  [
    'an interface that is not published',
    { kind: 'status', status: 404, text: html('Not Found', 'Нет') },
    /^По адресу 127\.0\.0\.1:\d+ нет интерфейса OData 1С \(404\).*«Публиковать стандартный интерфейс OData»/,
    /^There is no OData interface of 1C at 127\.0\.0\.1:\d+ \(404\)/,
  ],
  [
    'a set outside of the composition',
    { kind: 'status', status: 404, body: odata('8', 'Тип сущности не найден') },
    /^1С не показывает Document_РеализацияТоваровУслуг \(404, код 8\): Тип сущности не найден.*отметьте Document_РеализацияТоваровУслуг/,
    /^1C does not show Document_РеализацияТоваровУслуг \(404, code 8\).*tick Document_РеализацияТоваровУслуг/,
  ],
  [
    'a field of another configuration',
    { kind: 'status', status: 400, body: odata('10', 'Свойство не найдено: АдресДоставки') },
    /^1С не знает поля.*Свойство не найдено: АдресДоставки.*укажите в names/,
    /^1C does not know a field.*Свойство не найдено: АдресДоставки.*into names/,
  ],
  [
    'an error whose words are no texts',
    {
      kind: 'status',
      status: 400,
      body: { 'odata.error': { code: { toString: 1 }, message: { value: { toString: 1 } } } },
    },
    /^1С не приняла запрос к Document_РеализацияТоваровУслуг/,
    /^1C did not accept the question about/,
  ],
  [
    'rights at the level of records',
    { kind: 'status', status: 401, body: odata('20', 'Нарушение прав доступа!') },
    /^1С отказала в Document_РеализацияТоваровУслуг целиком \(401, код 20\).*allowedOnly: true/,
    /^1C refused the whole of Document_РеализацияТоваровУслуг \(401, code 20\).*allowedOnly: true/,
  ],
  [
    'an exception in the code of the configuration',
    { kind: 'status', status: 500, body: odata('-1', 'Деление на 0') },
    /^1С остановилась на собственной ошибке.*\(500, код -1\): Деление на 0/,
    /^1C stopped at an error of its own.*\(500, code -1\): Деление на 0/,
  ],
  [
    'a question that 1C does not understand',
    { kind: 'status', status: 400, body: odata('14', 'Ошибка разбора опции запроса') },
    /^1С не приняла запрос.*\(400, код 14\).*сообщите о ней/,
    /^1C did not accept the question.*\(400, code 14\).*report it/,
  ],
  [
    'licences that ran out, told by a page',
    { kind: 'status', status: 500, text: html('Ошибка', 'Не обнаружено свободной лицензии!') },
    /^У 1С на 127\.0\.0\.1:\d+ нет свободной лицензии.*\(500\): Ошибка Не обнаружено свободной лицензии!.*quietHours/,
    /^1C at 127\.0\.0\.1:\d+ has no free licence.*quietHours/,
  ],
  [
    'sessions that an administrator locked',
    { kind: 'status', status: 500, text: 'Начало сеанса с информационной базой запрещено. Обновление' },
    /^Начало сеансов с базой на 127\.0\.0\.1:\d+ запрещено \(500\).*Обновление/,
    /^Sessions with the base are locked at 127\.0\.0\.1:\d+ \(500\)/,
  ],
  [
    'a session that was lost',
    { kind: 'status', status: 400, text: 'Сеанс отсутствует или удален' },
    /^1С на 127\.0\.0\.1:\d+ не удержала сеанс \(400\)/,
    /^1C at 127\.0\.0\.1:\d+ could not keep a session \(400\)/,
  ],
  [
    'a page of the web server instead of 1C',
    { kind: 'status', status: 502, text: html('Bad Gateway', 'nginx') },
    /^Вместо 1С на 127\.0\.0\.1:\d+ ответил веб-сервер \(502\): Bad Gateway nginx/,
    /^The web server answered for 1C at 127\.0\.0\.1:\d+ \(502\): Bad Gateway nginx/,
  ],
  [
    'JSON that is no list',
    { kind: 'body', change: () => ({ hello: 1 }) },
    /^1С прислала на запрос Document_РеализацияТоваровУслуг JSON, который не является списком/,
    /^1C answered Document_РеализацияТоваровУслуг with JSON that is no list/,
  ],
  [
    'rows in another order than asked',
    { kind: 'body', change: (body) => ({ value: (body as { value: unknown[] }).value.toReversed() }) },
    /^1С отдала Document_РеализацияТоваровУслуг не в порядке дат/,
    /^1C gave Document_РеализацияТоваровУслуг in another order/,
  ],
]

test.each(REFUSALS)('%s is told in both languages; the password is in neither', async (_name, fault, ru, en) => {
  const told = await refusalOf(shop(3), [{ when: isSales, fault }])

  expect(told.ru).toMatch(ru)
  expect(told.en).toMatch(en)
  expect(JSON.stringify(told)).not.toMatch(SECRETS)
})

test('what passes by itself is waited for: the web server restarts and nothing is lost', async () => {
  const workspace = await open(shop(3))
  const restart = { kind: 'status', status: 502, text: html('Bad Gateway', 'nginx') } as const
  workspace.sandbox.faults.add({ when: isSales, times: 3, fault: restart })

  const [sales] = (await workspace.sync()).streams

  expect(sales).toMatchObject({ added: 6, error: null })
})

test('returns that are not in the composition leave the sales readable', async () => {
  const all = ['Catalog_Контрагенты', 'Catalog_Номенклатура', 'Catalog_Пользователи', 'Document_РеализацияТоваровУслуг']
  const workspace = await open(shop(3), { sandbox: { composition: all } })

  const { streams } = await workspace.sync()

  expect(streams.map(({ stream, added, error }) => [stream, added, error?.slice(0, 52) ?? null])).toEqual([
    ['sales', 6, null],
    ['returns', 0, '1C does not show Document_ВозвратТоваровОтПокупателя'],
  ])
})

test('records that the user may not see are left out, or refuse the whole set without allowedOnly', async () => {
  const sandbox = { hidden: [guid(2)] }
  const allowed = await open(shop(3), { sandbox })
  const strict = await open(shop(3), { sandbox, settings: { allowedOnly: false } })

  const [some] = (await allowed.sync()).streams
  const [none] = (await strict.sync()).streams

  expect(some).toMatchObject({ added: 4, error: null })
  expect(none?.error).toMatch(/^1C refused the whole of Document_РеализацияТоваровУслуг \(401, code 20\)/)
})

test('a catalog that is larger than the settings let into memory stops the source, and says so', async () => {
  const told = await refusalOf(shop(10), [], { mostNames: 3 })

  expect(told.en).toMatch(/^Catalog_Контрагенты holds more than 3 elements.*Raise mostNames/)
  expect(told.ru).toMatch(/^В Catalog_Контрагенты больше 3 элементов.*Увеличьте mostNames/)
})

test('a proxy that drops $skip does not keep the source reading for ever', async () => {
  const crowd = shop(30).map((each) => ({ ...each, date: '2024-02-05T10:00:00Z' }))
  let first: unknown
  const same: Fault = { when: isSales, fault: { kind: 'body', change: (body) => (first ??= body) } }

  const told = await refusalOf(crowd, [same], { pageSize: 10 })

  expect(told.en).toMatch(/^1C gives the same page of Document_РеализацияТоваровУслуг again and again/)
  expect(told.ru).toMatch(/^1С снова и снова отдаёт одну и ту же страницу Document_РеализацияТоваровУслуг/)
})

const WRONG: [string, Record<string, unknown>, RegExp][] = [
  ['a name that could end an address', { names: { sales: ["X?$filter='"] } }, /sources\.shop\.names\.sales\.0/],
  ['a name that is no setting', { names: { sale: ['Document_А'] } }, /sources\.shop\.names\.sale\b.*sales/],
  ['an address without its protocol', { baseUrl: 'server/base' }, /sources\.shop\.baseUrl.*http:\/\/server\/base/],
  ['a password in the address', { baseUrl: 'http://u:p@server/base' }, /sources\.shop\.baseUrl.*names no user/],
  ['a zone that is none', { timeZone: 'Moscow time' }, /sources\.shop\.timeZone/],
  ['an hour that is none', { quietHours: { from: '25:00', to: '05:00' } }, /sources\.shop\.quietHours\.from/],
  [
    'a field of the flat service that nobody reads',
    { http: { fields: { price: 'p' } } },
    /sources\.shop\.http\.fields/,
  ],
]

test.each(WRONG)('%s is refused before anything is asked', async (_name, settings, message) => {
  await expect(openOnecWorkspace(shop(1), { settings })).rejects.toThrow(message)
})

test('every question puts spaces as %20 and names its fields', async () => {
  const workspace = await open(shop(3))

  await workspace.sync()

  const asked = workspace.sandbox.requests.filter(({ path }) => path.includes(SALES))
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.every(({ search }) => !search.includes('+') && search.includes('$select=Ref_Key'))).toBe(true)
  expect(asked.every(({ query }) => query.get('$orderby') === 'Date,Ref_Key' && query.has('$top'))).toBe(true)
})
