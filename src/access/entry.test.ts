import { afterEach, beforeEach, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { OWNER } from '../kit/index.ts'
import { createPasswords } from './passwords.ts'
import { accessDesk, CHEAP, HOME, OFFICE, PASSWORD, refused, sessionOf, type AccessDesk } from './testing.ts'

const NOON = '2024-03-01T12:00:00Z'
let world: ReturnType<typeof pinnedWorld>
let desk: AccessDesk

beforeEach(async () => {
  world = pinnedWorld(NOON)
  desk = await accessDesk(world)
})
afterEach(() => desk.close())

const signIn = (login: string, password = PASSWORD, caller = OFFICE) =>
  desk.access.entry.signIn({ login, password }, caller)

test('the first administrator comes in by a link that is made until there is one', async () => {
  const { entry } = desk.access
  const old = await entry.firstCode()
  const code = await entry.firstCode()

  expect(await entry.isOpen()).toBe(false)
  expect(await entry.invitation(old ?? '', OFFICE)).toBeUndefined()
  expect(await entry.invitation(code ?? '', OFFICE)).toMatchObject({ kind: 'first', login: null })
  const { pass } = await entry.accept({ code: code ?? '', password: PASSWORD, login: ' Anna ', name: 'Анна' }, OFFICE)
  expect(pass.person).toMatchObject({ id: 'anna', name: 'Анна', role: 'admin' })
  expect(pass.scope.has('people')).toBe(true)
  expect([await entry.isOpen(), await entry.firstCode()]).toEqual([true, undefined])
})

test('two that open the first link at once make one administrator', async () => {
  const code = (await desk.access.entry.firstCode()) ?? ''
  const another = await desk.another()

  const outcomes = await Promise.allSettled([
    desk.access.entry.accept({ code, password: PASSWORD, login: 'anna' }, OFFICE),
    another.entry.accept({ code, password: PASSWORD, login: 'boris' }, HOME),
  ])

  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(await desk.access.people.list()).toHaveLength(1)
})

test('an old first link opens nothing once an administrator came in by an invitation', async () => {
  const code = (await desk.access.entry.firstCode()) ?? ''
  await desk.joined('anna', 'admin')

  expect(await desk.access.entry.invitation(code, HOME)).toBeUndefined()
  expect(await refused(desk.access.entry.accept({ code, password: PASSWORD, login: 'eve' }, HOME))).toBe('dead_link')
})

test('a link works once, and until it is too old', async () => {
  const { entry, people } = desk.access
  await people.add({ login: 'anna', name: 'Анна', role: 'manager' }, OWNER)
  const { code } = await people.invite('anna', OWNER)
  await entry.accept({ code, password: PASSWORD }, OFFICE)
  const { code: reset, kind } = await people.invite('anna', OWNER)

  expect(await refused(entry.accept({ code, password: 'another three words' }, HOME))).toBe('dead_link')
  expect(kind).toBe('reset')
  world.set('2024-03-02T12:00:01Z')
  expect(await entry.invitation(reset, OFFICE)).toBeUndefined()
  expect(await refused(entry.accept({ code: reset, password: PASSWORD }, OFFICE))).toBe('dead_link')
})

test('a link that a weak password met still works', async () => {
  await desk.access.people.add({ login: 'anna', name: 'Анна Ежова', role: 'manager' }, OWNER)
  const { code } = await desk.access.people.invite('anna', OWNER)

  expect(await refused(desk.access.entry.accept({ code, password: 'short' }, OFFICE))).toBe('short_password')
  expect(await refused(desk.access.entry.accept({ code, password: 'анна ежова 1985' }, OFFICE))).toBe(
    'password_is_name',
  )
  expect((await desk.access.entry.accept({ code, password: PASSWORD }, OFFICE)).pass.person.id).toBe('anna')
})

test('a wrong name, a wrong password, an invited and a removed person cost one hash each and are told the same', async () => {
  let hashes = 0
  const counted = createPasswords(CHEAP, async ({ tagLength, message }) => {
    hashes += 1
    return Buffer.alloc(tagLength, String(message))
  })
  const access = await desk.another({ passwords: counted })
  for (const login of ['anna', 'invited', 'removed']) {
    await access.people.add({ login, name: login, role: 'manager' }, OWNER)
  }
  const { code } = await access.people.invite('anna', OWNER)
  await access.entry.accept({ code, password: PASSWORD }, OFFICE)
  await access.people.remove('removed', OWNER)

  for (const login of ['anna', 'nobody', 'invited', 'removed', '__proto__', '']) {
    const before = hashes
    const caught: unknown = await access.entry
      .signIn({ login, password: 'not this one' }, HOME)
      .catch((error: unknown) => error)
    expect([login, hashes - before, (caught as Error).message]).toEqual([
      login,
      1,
      'The name or the password is wrong. Check both; who has forgotten the password asks an administrator for a new link.',
    ])
  }
})

test('a password that was hashed at a lower cost is hashed anew at the next sign-in', async () => {
  await desk.joined('anna', 'manager')
  const dearer = await desk.another({ passwords: createPasswords({ ...CHEAP, memory: 16 }) })

  await dearer.entry.signIn({ login: 'anna', password: PASSWORD }, OFFICE)

  expect((await desk.state.people.credential('anna'))?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=16,t=1,p=1\$/)
  expect(sessionOf(await dearer.entry.signIn({ login: 'ANNA ', password: PASSWORD }, OFFICE)).pass.by).toBe('session')
})

test('a session ends when it was not used for 12 hours, and after 30 days however often it was', async () => {
  const { cookie } = await desk.joined('anna', 'manager')
  world.set('2024-03-01T23:59:00Z')
  expect(await desk.access.entry.session(cookie)).toMatchObject({ until: '2024-03-02T11:59:00.000Z' })
  world.set('2024-03-02T11:58:00Z')
  expect(await desk.access.entry.session(cookie)).toMatchObject({ person: { id: 'anna' } })
  for (let hours = 0; hours <= 660; hours += 11) {
    world.set(new Date(Date.parse('2024-03-02T12:00:00Z') + hours * 3_600_000).toISOString())
    await desk.access.entry.session(cookie)
  }

  world.set('2024-03-30T06:00:00Z')
  expect(await desk.access.entry.session(cookie)).toMatchObject({ until: '2024-03-30T18:00:00.000Z' })
  world.set('2024-03-30T17:59:00Z')
  expect(await desk.access.entry.session(cookie)).toMatchObject({ until: '2024-03-31T05:59:00.000Z' })
  world.set('2024-03-31T05:00:00Z')
  expect(await desk.access.entry.session(cookie)).toMatchObject({ until: '2024-03-31T12:00:00.000Z' })
  world.set('2024-03-31T12:00:00Z')
  expect(await desk.access.entry.session(cookie)).toBeUndefined()
})

test('a session that is not used is over', async () => {
  const { cookie } = await desk.joined('anna', 'manager')

  world.set('2024-03-02T00:00:00Z')
  expect(await desk.access.entry.session(cookie)).toBeUndefined()
  world.set(NOON)
  expect(await desk.access.entry.session(cookie)).toBeUndefined()
})

test('a cookie that somebody else thought of is no session, before and after the sign-in of whoever held it', async () => {
  await desk.joined('anna', 'manager')
  const planted = 'A'.repeat(43)

  const [first, second] = [sessionOf(await signIn('anna')), sessionOf(await signIn('anna'))]

  expect(await desk.access.entry.session(planted)).toBeUndefined()
  expect(new Set([first.cookie, second.cookie, planted]).size).toBe(3)
  expect(first.pass.csrf).not.toBe(second.pass.csrf)
  expect((await desk.access.entry.session(first.cookie))?.csrf).toBe(first.pass.csrf)
})

test('nothing in the state opens anything', async () => {
  const { cookie, pass } = await desk.joined('anna', 'manager')
  const { secret } = await desk.access.account.makeToken(pass, { name: 'bi', scope: ['figures'], days: 1 }, OFFICE)
  const { code } = await desk.access.people.invite('anna', OWNER)

  const kept = JSON.stringify([
    await desk.state.people.credential('anna'),
    await desk.state.sessions.of('anna'),
    await desk.state.tokens.list({ at: NOON }),
    await desk.access.audit.list({ limit: 100 }),
    world.lines,
  ])

  for (const each of [cookie, secret, code, PASSWORD, pass.csrf ?? 'none']) expect(kept).not.toContain(each)
})

test('whoever signs out is out, also in another process', async () => {
  const { cookie, pass } = await desk.joined('anna', 'manager')
  const another = await desk.another()
  expect(await another.entry.session(cookie)).toMatchObject({ person: { id: 'anna' } })

  await desk.access.entry.signOut(pass, OFFICE)

  expect(await another.entry.session(cookie)).toBeUndefined()
})

test('a person of the settings is invited, comes in, and has the role that the settings say now', async () => {
  const people = { Boris: { name: 'Борис', role: 'admin' } }
  const access = await desk.another({ people })
  expect(await access.entry.firstCode()).toMatch(/^[\w-]{43}$/)

  const { code } = await access.people.invite('boris', OWNER)
  const { cookie } = await access.entry.accept({ code, password: PASSWORD }, OFFICE)

  expect(await access.entry.firstCode()).toBeUndefined()
  expect(await access.people.list()).toMatchObject([{ login: 'boris', from: 'config', state: 'active', role: 'admin' }])
  expect(await access.entry.session(cookie)).toMatchObject({ person: { id: 'boris', role: 'admin' } })
  const changed = await desk.another({ people: { boris: { name: 'Борис', role: 'analyst' } } })
  expect(await changed.entry.session(cookie)).toBeUndefined()
  const gone = await desk.another()
  expect(await refused(gone.entry.signIn({ login: 'boris', password: PASSWORD }, OFFICE))).toBe('refused')
})

test('a reset link ends every session and the one-time passwords', async () => {
  const { cookie, pass } = await desk.joined('anna', 'manager')
  await desk.access.account.beginTotp(pass, { password: PASSWORD })
  const { code } = await desk.access.people.invite('anna', OWNER)
  expect(await desk.access.entry.session(cookie)).toMatchObject({ person: { id: 'anna' } })

  await desk.access.entry.accept({ code, password: 'seven slow rivers' }, HOME)

  expect(await desk.access.entry.session(cookie)).toBeUndefined()
  expect(await refused(signIn('anna'))).toBe('refused')
  expect(sessionOf(await signIn('anna', 'seven slow rivers')).pass.person.id).toBe('anna')
})

test('a name nobody has is not written down: it may be a password in the wrong field', async () => {
  await refused(signIn('my secret passphrase', 'x'))

  const [entry] = await desk.access.audit.list({ limit: 1 })
  expect(entry).toMatchObject({ who: null, action: 'sign-in.refused', subject: null, address: OFFICE.address })
})
