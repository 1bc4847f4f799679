import { afterEach, beforeEach, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { ABILITIES, SvodkaError } from '../base/index.ts'
import { OWNER, type Person } from '../kit/index.ts'
import { calls, orders } from '../packs/index.ts'
import { accessDesk, HOME, OFFICE, PASSWORD, refused, type AccessDesk } from './testing.ts'

const ADMIN: Person = { id: 'chief', name: 'Шеф', role: 'admin' }
const packs = [calls().definition, orders().definition]
let world: ReturnType<typeof pinnedWorld>
let desk: AccessDesk

beforeEach(async () => {
  world = pinnedWorld('2024-03-01T12:00:00Z')
  desk = await accessDesk(world, { packs })
})
afterEach(() => desk.close())

test('a person is added, changed and removed, and each says what it did', async () => {
  const { people } = desk.access
  const anna = { login: 'Anna', name: 'Анна', role: 'operator', own: { operator: ['Анна Ежова'] }, email: 'A@x.ru' }

  expect(await people.add(anna, ADMIN)).toEqual([
    { what: 'login', before: null, after: 'anna' },
    { what: 'name', before: null, after: 'Анна' },
    { what: 'role', before: null, after: 'operator' },
    { what: 'own', before: null, after: 'operator: Анна Ежова' },
    { what: 'email', before: null, after: 'a@x.ru' },
  ])
  expect(await people.change('anna', { role: 'manager', own: {} }, ADMIN)).toEqual([
    { what: 'role', before: 'operator', after: 'manager' },
    { what: 'own', before: 'operator: Анна Ежова', after: null },
  ])
  expect(await people.list()).toMatchObject([{ login: 'anna', role: 'manager', state: 'invited', from: 'state' }])
  expect(await people.remove('ANNA', ADMIN)).toEqual([{ what: 'login', before: 'anna', after: null }])
  expect(await people.list()).toMatchObject([{ login: 'anna', state: 'removed' }])
  expect(await people.find('anna')).toBeUndefined()
  const done = await desk.access.audit.list({ who: 'chief', limit: 10 })
  expect(done.map(({ action, subject }) => [action, subject])).toEqual([
    ['person.removed', 'anna'],
    ['person.changed', 'anna'],
    ['person.added', 'anna'],
  ])
})

test('a dry run says the same and changes nothing', async () => {
  const { people, audit } = desk.access
  await people.add({ login: 'anna', name: 'Анна', role: 'analyst' }, ADMIN)
  const before = JSON.stringify([await people.list(), await audit.list({ limit: 10 })])

  expect(await people.add({ login: 'boris', name: 'Борис', role: 'admin' }, ADMIN, true)).toHaveLength(3)
  expect(await people.change('anna', { role: 'admin' }, ADMIN, true)).toEqual([
    { what: 'role', before: 'analyst', after: 'admin' },
  ])
  await people.remove('anna', ADMIN, true)

  expect(JSON.stringify([await people.list(), await audit.list({ limit: 10 })])).toBe(before)
})

test('whoever is changed or removed is signed out everywhere, and their tokens and links are over', async () => {
  const { people, entry, account } = desk.access
  await desk.joined('chief', 'admin')
  for (const work of [() => people.change('anna', { role: 'analyst' }, ADMIN), () => people.remove('anna', ADMIN)]) {
    const { cookie, pass } = await desk.joined('anna', 'manager')
    const { secret } = await account.makeToken(pass, { name: 'x', scope: ['figures'], days: 9 }, OFFICE)
    const { code } = await people.invite('anna', ADMIN)

    await work()

    expect(await entry.session(cookie)).toBeUndefined()
    expect(await entry.token(secret)).toBeUndefined()
    expect(await entry.invitation(code, OFFICE)).toBeUndefined()
    if ((await people.find('anna')) !== undefined) await people.remove('anna', ADMIN)
  }
  expect(await refused(entry.signIn({ login: 'anna', password: PASSWORD }, HOME))).toBe('refused')
})

test('somebody who comes back after being removed has no password of before', async () => {
  await desk.joined('anna', 'manager')
  await desk.access.people.remove('anna', ADMIN)

  await desk.access.people.add({ login: 'anna', name: 'Анна', role: 'manager' }, ADMIN)

  expect(await refused(desk.access.entry.signIn({ login: 'anna', password: PASSWORD }, OFFICE))).toBe('refused')
  expect((await desk.access.people.invite('anna', ADMIN)).kind).toBe('invite')
})

test('the last administrator stays one, also when two processes take one away each', async () => {
  await desk.joined('anna', 'admin')
  const { people } = desk.access
  await people.add({ login: 'invited', name: 'x', role: 'admin' }, ADMIN)
  expect(await refused(people.remove('anna', ADMIN))).toBe('last_admin')
  expect(await refused(people.change('anna', { role: 'manager' }, ADMIN, true))).toBe('last_admin')
  await desk.joined('boris', 'admin')
  const another = await desk.another()

  const outcomes = await Promise.allSettled([people.remove('anna', ADMIN), another.people.remove('boris', ADMIN)])

  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(await desk.access.entry.isOpen()).toBe(true)
})

test('an administrator of the settings counts once they came in', async () => {
  const access = await desk.another({ people: { chief: { name: 'Шеф', role: 'admin' } } })
  await desk.joined('anna', 'admin')
  expect(await refused(access.people.remove('anna', ADMIN))).toBe('last_admin')

  const { code } = await access.people.invite('chief', ADMIN)
  await access.entry.accept({ code, password: PASSWORD }, HOME)

  expect(await access.people.remove('anna', ADMIN)).toHaveLength(1)
})

test('of somebody who is in the settings by now, what an administrator once wrote no longer counts', async () => {
  await desk.joined('anna', 'admin')

  const access = await desk.another({ people: { anna: { name: 'Анна', role: 'operator' } } })

  expect(await access.entry.isOpen()).toBe(false)
  expect(await access.entry.firstCode()).toMatch(/^[\w-]{43}$/)
  expect((await access.people.find('anna'))?.role).toBe('operator')
})

test('a new person has no password of somebody who was in the settings under the same name', async () => {
  const before = await desk.another({ people: { anna: { name: 'Анна', role: 'manager' } } })
  const { code } = await before.people.invite('anna', ADMIN)
  await before.entry.accept({ code, password: PASSWORD }, OFFICE)

  await desk.access.people.add({ login: 'anna', name: 'Другая Анна', role: 'manager' }, ADMIN)

  expect(await refused(desk.access.entry.signIn({ login: 'anna', password: PASSWORD }, OFFICE))).toBe('refused')
})

test('a person of the settings is changed there only', async () => {
  const { people } = await desk.another({ people: { chief: { name: 'Шеф', role: 'manager' } } })

  expect(await refused(people.change('chief', { role: 'admin' }, ADMIN))).toBe('from_config')
  expect(await refused(people.remove('chief', ADMIN))).toBe('from_config')
  expect(await refused(people.add({ login: 'chief', name: 'x', role: 'admin' }, ADMIN))).toBe('taken_login')
})

test.each([
  [{ role: 'constructor' }, 'unknown_role'],
  [{ role: '__proto__' }, 'unknown_role'],
  [{ role: 'owner' }, 'unknown_role'],
  [{ own: { opeartor: ['x'] } }, 'unknown_dimension'],
  [{ own: { segment: ['champions'] } }, 'unknown_dimension'],
  [{ email: 'nowhere' }, 'bad_email'],
  [{ login: 'owner' }, 'bad_login'],
  [{ login: 'a b' }, 'bad_login'],
  [{ login: '../etc' }, 'bad_login'],
  [{ login: 'bоss' }, 'bad_login'],
])('nobody is added with %j', async (wrong, code) => {
  const person = { login: 'anna', name: 'Анна', role: 'manager', ...wrong }

  expect(await refused(desk.access.people.add(person, ADMIN))).toBe(code)
  expect(await desk.access.people.list()).toEqual([])
})

test('a role that is named like a property of every object may nothing, whoever wrote it', async () => {
  for (const role of ['constructor', '__proto__', 'toString', 'hasOwnProperty', '']) {
    const person = { id: 'x', name: 'x', role }
    expect(ABILITIES.filter((ability) => desk.access.may(person, ability))).toEqual([])
    expect(desk.access.visibleRows(person, 'mart.calls_calls')).toBe('none')
  }
  expect(desk.access.may(OWNER, 'people')).toBe(true)
})

test('an address of mail is one person’s', async () => {
  const { people } = desk.access
  await people.add({ login: 'anna', name: 'Анна', role: 'manager', email: 'a@x.ru' }, ADMIN)

  expect(await refused(people.add({ login: 'b', name: 'b', role: 'manager', email: 'A@X.ru' }, ADMIN))).toBe(
    'taken_email',
  )
})

test('a token that an administrator makes for somebody carries no more than that person may', async () => {
  const { people, entry } = desk.access
  await people.add({ login: 'bi', name: 'Power BI', role: 'analyst' }, ADMIN)
  const wide = { name: 'x', scope: ['people'], days: 9 } as const

  expect(await refused(people.makeToken('bi', wide, ADMIN))).toBe('wide_scope')
  const { secret } = await people.makeToken('bi', { ...wide, scope: ['figures'] }, ADMIN)

  expect(await entry.token(secret)).toMatchObject({ by: 'token', csrf: null, person: { id: 'bi', role: 'analyst' } })
})

test('wrong people and roles of the settings are named with their paths, in both languages', async () => {
  const caught: unknown = await desk
    .another({
      roles: { 'shop-manager': { meaning: 'x', may: ['figures'], rows: { orders: { region: 'own' } } } },
      people: {
        anna: { name: 'Анна', role: 'shop-manger', own: { regoin: ['Казань'] } },
        ANNA: { name: 'Анна', role: 'shop-manager', email: 'a@x.ru' },
        'a b': { name: 'x', role: 'owner', email: 'a@x.ru' },
      },
    })
    .catch((error: unknown) => error)

  if (!(caught instanceof SvodkaError)) throw new Error('was not refused')
  expect(caught.say('en').split('\n').slice(1)).toEqual([
    expect.stringContaining('people.anna.role: there is no role “shop-manger”; did you mean “shop-manager”?'),
    expect.stringContaining('people.anna.own.regoin: there is no dimension “regoin”; did you mean “region”?'),
    expect.stringContaining('people.ANNA: somebody else has the same name to sign in with.'),
    expect.stringContaining('people.a b: “a b” cannot be a name to sign in with'),
    expect.stringContaining('people.a b.email: somebody else has the same e-mail address.'),
    expect.stringContaining('people.a b.role: there is no role “owner”'),
  ])
  expect(caught.say('ru')).toContain('people.anna.role: роли «shop-manger» нет. Может быть, «shop-manager»?')
})

test('what was done is only ever added to, and holds no secret that was handed over by mistake', async () => {
  const { audit } = desk.access
  const { pass, cookie } = await desk.joined('anna', 'manager')
  const { secret } = await desk.access.account.makeToken(pass, { name: 'x', scope: ['figures'], days: 1 }, OFFICE)
  const detail = { given: `token ${secret}`, link: `https://x/#${cookie}`, long: 'x'.repeat(10_000) }

  await audit.record({ who: 'anna', action: 'export', subject: null, detail, address: null })

  const [entry] = await audit.list({ limit: 1 })
  expect(entry?.detail).toEqual({ given: 'token [secret]', link: 'https://x/#[secret]', long: 'x'.repeat(500) })
  const older = await audit.list({ before: entry?.id ?? '', limit: 1 })
  expect(Number(older[0]?.id)).toBeLessThan(Number(entry?.id))
})
