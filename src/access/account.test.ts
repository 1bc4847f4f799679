import { Secret, TOTP } from 'otpauth'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { OWNER } from '../kit/index.ts'
import type { Pass, SignIn } from './contract.ts'
import { accessDesk, HOME, OFFICE, PASSWORD, refused, sessionOf, type AccessDesk } from './testing.ts'

const NOON = '2024-03-01T12:00:00Z'
let world: ReturnType<typeof pinnedWorld>
let desk: AccessDesk

beforeEach(async () => {
  world = pinnedWorld(NOON)
  desk = await accessDesk(world)
})
afterEach(() => desk.close())

const signIn = (login = 'anna', password = PASSWORD) => desk.access.entry.signIn({ login, password }, OFFICE)
const codeOf = (secret: string): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: world.now().getTime() })

function ticketOf(step: SignIn): string {
  if (step.state !== 'code') throw new Error('no code is asked for')
  return step.ticket
}

async function withTotp(pass: Pass): Promise<{ secret: string; recovery: readonly string[] }> {
  const { secret } = await desk.access.account.beginTotp(pass, { password: PASSWORD })
  const recovery = await desk.access.account.finishTotp(pass, { code: codeOf(secret) }, OFFICE)
  return { secret, recovery }
}

test('a one-time password is asked for once it was confirmed, and not before', async () => {
  const { pass } = await desk.joined('anna', 'manager')
  const { uri, secret } = await desk.access.account.beginTotp(pass, { password: PASSWORD })
  expect(uri).toMatch(/^otpauth:\/\/totp\/.*anna\?issuer=/)
  expect((await signIn()).state).toBe('in')

  expect(await refused(desk.access.account.finishTotp(pass, { code: '000000' }, OFFICE))).toBe('wrong_code')
  const recovery = await desk.access.account.finishTotp(pass, { code: codeOf(secret) }, OFFICE)

  expect(recovery).toHaveLength(10)
  expect((await desk.access.account.view(pass)).hasTotp).toBe(true)
  expect((await signIn()).state).toBe('code')
})

test('a code is used once, and neither is the one before it taken afterwards', async () => {
  const { pass } = await desk.joined('anna', 'manager')
  const { secret } = await withTotp(pass)
  world.set('2024-03-01T12:01:00Z')
  const before = codeOf(secret)
  world.set('2024-03-01T12:01:30Z')
  const code = codeOf(secret)

  const { pass: fresh } = await desk.access.entry.confirm({ ticket: ticketOf(await signIn()), code }, OFFICE)

  expect(fresh.person.id).toBe('anna')
  for (const used of [code, before]) {
    const ticket = ticketOf(await signIn())
    expect(await refused(desk.access.entry.confirm({ ticket, code: used }, OFFICE))).toBe('wrong_code')
  }
})

test('of two processes that get one code at once, one lets in', async () => {
  const { pass } = await desk.joined('anna', 'manager')
  const { secret } = await withTotp(pass)
  world.set('2024-03-01T12:05:00Z')
  const [one, two] = [ticketOf(await signIn()), ticketOf(await signIn())]
  const another = await desk.another()

  const outcomes = await Promise.allSettled([
    desk.access.entry.confirm({ ticket: one, code: codeOf(secret) }, OFFICE),
    another.entry.confirm({ ticket: two, code: codeOf(secret) }, OFFICE),
  ])

  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('a phone’s clock may be half a minute off, and no more', async () => {
  const { pass } = await desk.joined('anna', 'manager')
  const { secret } = await withTotp(pass)
  world.set('2024-03-01T12:10:00Z')
  const late = codeOf(secret)

  world.set('2024-03-01T12:11:00Z')
  const ticket = ticketOf(await signIn())
  expect(await refused(desk.access.entry.confirm({ ticket, code: late }, OFFICE))).toBe('wrong_code')
  world.set('2024-03-01T12:10:59Z')
  const again = ticketOf(await signIn())
  expect((await desk.access.entry.confirm({ ticket: again, code: late }, OFFICE)).pass.person.id).toBe('anna')
})

test('a recovery code lets in once, however it is typed', async () => {
  const { pass } = await desk.joined('anna', 'manager')
  const { recovery } = await withTotp(pass)
  const code = ` ${recovery[3]?.toLowerCase().replaceAll('-', ' ')} `

  await desk.access.entry.confirm({ ticket: ticketOf(await signIn()), code }, OFFICE)

  const ticket = ticketOf(await signIn())
  expect(await refused(desk.access.entry.confirm({ ticket, code }, OFFICE))).toBe('wrong_code')
})

test('a ticket works once, for five minutes and five codes', async () => {
  const { pass } = await desk.joined('anna', 'manager')
  const { secret, recovery } = await withTotp(pass)
  const { entry } = desk.access
  const old = ticketOf(await signIn())
  world.set('2024-03-01T12:05:00Z')
  expect(await refused(entry.confirm({ ticket: old, code: codeOf(secret) }, OFFICE))).toBe('dead_ticket')

  const used = ticketOf(await signIn())
  await entry.confirm({ ticket: used, code: codeOf(secret) }, OFFICE)
  expect(await refused(entry.confirm({ ticket: used, code: recovery[0] ?? '' }, OFFICE))).toBe('dead_ticket')

  const worn = ticketOf(await signIn())
  for (let turn = 0; turn < 5; turn++) await refused(entry.confirm({ ticket: worn, code: 'x' }, OFFICE))
  expect(await refused(entry.confirm({ ticket: worn, code: recovery[0] ?? '' }, OFFICE))).toBe('dead_ticket')
})

test('codes are counted by themselves: new tickets bring no new tries', async () => {
  const { pass } = await desk.joined('anna', 'manager')
  await withTotp(pass)
  const met: string[] = []

  for (let turn = 0; turn < 8; turn++) {
    const step = await desk.access.entry.signIn({ login: 'anna', password: PASSWORD }, HOME)
    met.push(await refused(desk.access.entry.confirm({ ticket: ticketOf(step), code: '000000' }, HOME)))
  }
  for (let turn = 0; turn < 8; turn++) {
    const ticket = ticketOf(await signIn())
    met.push(await refused(desk.access.entry.confirm({ ticket, code: '000000' }, OFFICE)))
  }

  expect(met.slice(0, 8)).toEqual(Array(8).fill('wrong_code'))
  expect(met.slice(8)).toEqual([...Array<string>(5).fill('wrong_code'), ...Array<string>(3).fill('too_many')])
})

test('a password alone is no way in for whoever has a one-time password', async () => {
  const { pass } = await desk.joined('anna', 'manager')
  await withTotp(pass)

  const ticket = ticketOf(await signIn())

  expect(await desk.access.entry.session(ticket)).toBeUndefined()
  expect(await desk.access.entry.invitation(ticket, OFFICE)).toBeUndefined()
  expect(await refused(desk.access.entry.accept({ code: ticket, password: 'some other words' }, OFFICE))).toBe(
    'dead_link',
  )
})

test('a changed password ends every session and begins another', async () => {
  const { pass, cookie } = await desk.joined('anna', 'manager')
  const elsewhere = sessionOf(await signIn())

  const given = { old: PASSWORD, password: 'seven slow rivers' }
  const fresh = await desk.access.account.changePassword(pass, given, OFFICE)

  expect(await desk.access.entry.session(cookie)).toBeUndefined()
  expect(await desk.access.entry.session(elsewhere.cookie)).toBeUndefined()
  expect(await desk.access.entry.session(fresh.cookie)).toMatchObject({ person: { id: 'anna' } })
  expect(await refused(signIn())).toBe('refused')
})

test('an open page does not tell the password: tries at it wait, and only there', async () => {
  const { pass } = await desk.joined('anna', 'manager')
  const other = sessionOf(await signIn())
  const met: string[] = []

  for (let turn = 0; turn < 11; turn++) {
    met.push(await refused(desk.access.account.beginTotp(pass, { password: `wrong ${turn}` })))
  }

  expect(met).toEqual([...Array<string>(10).fill('wrong_password'), 'too_many'])
  expect(await desk.access.account.beginTotp(other.pass, { password: PASSWORD })).toHaveProperty('secret')
})

test('sessions are shown and ended, and nobody else’s are', async () => {
  const { pass } = await desk.joined('anna', 'manager')
  const other = sessionOf(await signIn())
  const boris = await desk.joined('boris', 'manager')
  const { account, entry } = desk.access

  expect((await account.view(pass)).sessions.map(({ isThis }) => isThis).toSorted()).toEqual([false, true])
  expect(await refused(account.endSessions(pass, boris.pass.id, OFFICE))).toBe('unknown_session')
  await account.endSessions(pass, 'others', OFFICE)

  expect(await entry.session(other.cookie)).toBeUndefined()
  expect(await entry.session(boris.cookie)).toMatchObject({ person: { id: 'boris' } })
  expect((await account.view(pass)).sessions).toMatchObject([{ isThis: true, address: OFFICE.address }])
})

test('a token lets in for what it carries, until its last day', async () => {
  const { pass } = await desk.joined('anna', 'analyst')
  const { account, entry } = desk.access
  const { secret, token } = await account.makeToken(pass, { name: 'BI', scope: ['export', 'figures'], days: 1 }, OFFICE)

  expect(secret).toMatch(/^svk_[\w-]{43}$/)
  expect(token).toMatchObject({ person: 'anna', scope: ['figures', 'export'], usedAt: null })
  const let_in = await entry.token(secret)
  expect([...(let_in?.scope ?? [])]).toEqual(['figures', 'export'])
  expect((await account.view(pass)).tokens).toMatchObject([{ name: 'BI', usedAt: '2024-03-01T12:00:00.000Z' }])
  world.set('2024-03-02T12:00:00Z')
  expect(await entry.token(secret)).toBeUndefined()
})

test('a token carries no more than its person may, makes no other and changes nothing of theirs', async () => {
  const { pass } = await desk.joined('anna', 'operator')
  const { account, entry } = desk.access
  const token = { name: 'x', scope: ['figures'], days: 1 } as const

  expect(await refused(account.makeToken(pass, { ...token, scope: ['figures', 'people'] }, OFFICE))).toBe('wide_scope')
  expect(await refused(account.makeToken(pass, { ...token, scope: [] }, OFFICE))).toBe('empty_scope')
  expect(await refused(account.makeToken(pass, { ...token, days: 367 }, OFFICE))).toBe('bad_days')
  const { secret } = await account.makeToken(pass, token, OFFICE)
  const byToken = await entry.token(secret)
  if (!byToken) throw new Error('the token lets nobody in')
  expect(await refused(account.makeToken(byToken, token, OFFICE))).toBe('not_by_token')
  expect(await refused(account.beginTotp(byToken, { password: PASSWORD }))).toBe('not_by_token')
  const given = { old: PASSWORD, password: 'seven slow rivers' }
  expect(await refused(account.changePassword(byToken, given, OFFICE))).toBe('not_by_token')
})

test('a revoked token is over, and nobody revokes another’s', async () => {
  const { pass } = await desk.joined('anna', 'manager')
  const boris = await desk.joined('boris', 'manager')
  const { account, entry, people } = desk.access
  const make = () => account.makeToken(pass, { name: 'x', scope: ['figures'], days: 9 }, OFFICE)
  const [first, second] = [await make(), await make()]

  expect(await refused(account.revokeToken(boris.pass, first.token.id, OFFICE))).toBe('unknown_token')
  await account.revokeToken(pass, first.token.id, OFFICE)
  await people.revokeToken(second.token.id, OWNER)

  expect([await entry.token(first.secret), await entry.token(second.secret)]).toEqual([undefined, undefined])
  expect(await people.tokens()).toEqual([])
})
