import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import OidcProvider from 'oidc-provider'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import { OWNER, Secret } from '../kit/index.ts'
import type { Access, OidcEntry } from './contract.ts'
import { accessDesk, OFFICE, refused, type AccessDesk } from './testing.ts'

const BACK = 'https://svodka.example/api/entry/oidc/back'
const CLIENT_SECRET = 'a secret of the provider and Svodka'
/** Whom the provider knows, and by which address. */
const ACCOUNTS: Readonly<Record<string, { email: string; email_verified: boolean }>> = {
  'subject-1': { email: 'Anna@X.ru', email_verified: true },
  'subject-2': { email: 'anna@x.ru', email_verified: false },
  'subject-3': { email: 'stranger@x.ru', email_verified: true },
}
const world = pinnedWorld('2024-03-01T12:00:00Z')
let desk: AccessDesk
let provider: { issuer: string; close(): Promise<void> }
/** who sits at the browser */
let account = 'subject-1'

beforeAll(async () => void (provider = await startProvider()))
afterAll(() => provider.close())
beforeEach(async () => {
  desk = await accessDesk(world)
  account = 'subject-1'
})
afterEach(() => desk.close())

test('a person comes in by the e-mail address that the provider has verified, and nobody is made up', async () => {
  const { access, oidc } = await withProvider()
  await access.people.add({ login: 'anna', name: 'Анна', role: 'admin', email: 'anna@x.ru' }, OWNER)

  const { cookie, pass } = await comeBack(oidc)

  expect(pass).toMatchObject({ person: { id: 'anna', role: 'admin' }, by: 'session' })
  expect(await access.entry.session(cookie)).toMatchObject({ person: { id: 'anna', role: 'admin' } })
  expect(await access.entry.isOpen()).toBe(true)
  expect(await access.people.list()).toMatchObject([{ login: 'anna', state: 'active' }])
})

test('an address that the provider did not verify, and one that nobody here has, let nobody in', async () => {
  const { access, oidc } = await withProvider()
  await access.people.add({ login: 'anna', name: 'Анна', role: 'manager', email: 'anna@x.ru' }, OWNER)

  account = 'subject-2'
  expect(await refused(comeBack(oidc))).toBe('oidc_unverified')
  account = 'subject-3'
  expect(await refused(comeBack(oidc))).toBe('oidc_unknown')
  await access.people.remove('anna', OWNER)
  account = 'subject-1'
  expect(await refused(comeBack(oidc))).toBe('oidc_unknown')
  expect((await access.people.list()).filter(({ state }) => state !== 'removed')).toEqual([])
})

test('a person is known by the provider’s subject where the settings say so, whatever their address', async () => {
  const { access, oidc } = await withProvider('subject')
  await access.people.add({ login: 'subject-2', name: 'Борис', role: 'analyst' }, OWNER)

  account = 'subject-2'
  expect((await comeBack(oidc)).pass.person).toMatchObject({ id: 'subject-2', role: 'analyst' })
  account = 'subject-1'
  expect(await refused(comeBack(oidc))).toBe('oidc_unknown')
})

test('an answer of another visit, or one that was used, lets nobody in', async () => {
  const { access, oidc } = await withProvider()
  await access.people.add({ login: 'anna', name: 'Анна', role: 'manager', email: 'anna@x.ru' }, OWNER)
  const mine = await oidc.begin(BACK)
  const theirs = await oidc.begin(BACK)
  const answer = await atProvider(theirs.url)

  expect(await refused(oidc.finish(answer, mine.kept, OFFICE))).toBe('oidc_refused')
  expect(await refused(oidc.finish(answer, 'bm90IHdob2xl', OFFICE))).toBe('oidc_refused')
  expect((await oidc.finish(answer, theirs.kept, OFFICE)).pass.person.id).toBe('anna')
  expect(await refused(oidc.finish(answer, theirs.kept, OFFICE))).toBe('oidc_refused')
})

test.each(['state', 'nonce', 'verifier'])(
  'an answer whose %s is not what the browser kept lets nobody in',
  async (what) => {
    const { access, oidc } = await withProvider()
    await access.people.add({ login: 'anna', name: 'Анна', role: 'manager', email: 'anna@x.ru' }, OWNER)
    const { url, kept } = await oidc.begin(BACK)
    const whole = JSON.parse(Buffer.from(kept, 'base64url').toString()) as Record<string, string>
    const other = Buffer.from(JSON.stringify({ ...whole, [what]: 'x'.repeat(43) })).toString('base64url')

    expect(await refused(oidc.finish(await atProvider(url), other, OFFICE))).toBe('oidc_refused')
  },
)

test('an answer that was made up, or says no, lets nobody in and tells nothing', async () => {
  const { oidc } = await withProvider()
  const { kept, url } = await oidc.begin(BACK)
  const state = new URL(url).searchParams.get('state') ?? ''
  const asked = new URL(url).searchParams

  expect(asked.get('code_challenge_method')).toBe('S256')
  expect(asked.get('nonce')).toMatch(/^[\w-]{43}$/)
  for (const search of [
    `code=made-up&state=${state}&iss=${provider.issuer}`,
    `error=access_denied&state=${state}`,
    '',
  ]) {
    expect(await refused(oidc.finish(`${BACK}?${search}`, kept, OFFICE))).toBe('oidc_refused')
  }
  expect(JSON.stringify(world.lines)).not.toContain(CLIENT_SECRET)
})

test('a provider that does not answer is named, and asked again the next time', async () => {
  let isThere = false
  const access = await desk.another({ oidc: settings('email') })
  const { oidc } = access.entry
  const { fetch } = world
  world.fetch = (...given) => (isThere ? fetch(...given) : Promise.reject(new TypeError('fetch failed')))

  try {
    expect(await refused((oidc as OidcEntry).begin(BACK))).toBe('oidc_unreachable')
    isThere = true
    expect((await (oidc as OidcEntry).begin(BACK)).url).toContain(provider.issuer)
  } finally {
    world.fetch = fetch
  }
})

const settings = (by: 'email' | 'subject') => ({
  title: 'Keycloak',
  issuer: provider.issuer,
  clientId: 'svodka',
  clientSecret: new Secret(CLIENT_SECRET),
  by,
})

async function withProvider(by: 'email' | 'subject' = 'email'): Promise<{ access: Access; oidc: OidcEntry }> {
  const access = await desk.another({ oidc: settings(by) })
  if (!access.entry.oidc) throw new Error('there is no way in by the provider')
  return { access, oidc: access.entry.oidc }
}

async function comeBack(oidc: OidcEntry) {
  const { url, kept } = await oidc.begin(BACK)
  return oidc.finish(await atProvider(url), kept, OFFICE)
}

/** Goes where a browser would, until the provider sends it back. */
async function atProvider(url: string): Promise<string> {
  const cookies = new Map<string, string>()
  for (let at = url; ;) {
    if (at.startsWith(BACK)) return at
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(at, { redirect: 'manual', headers: { cookie } })
    await response.arrayBuffer()
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/)
      cookies.set(name, value)
    }
    const next = response.headers.get('location')
    if (next === null) throw new Error(`the provider stopped at ${at} with ${response.status}`)
    at = new URL(next, at).href
  }
}

/** A provider on loopback that lets in whoever sits at the browser. */
async function startProvider() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = {
    client_id: 'svodka',
    client_secret: CLIENT_SECRET,
    redirect_uris: [BACK],
    id_token_signed_response_alg: 'ES256',
  }
  const oidc: OidcProvider = new OidcProvider(issuer, {
    clients: [client],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'one' }] },
    cookies: { keys: ['a key of cookies'] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    features: { devInteractions: { enabled: false } },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId, ...ACCOUNTS[accountId] }),
    }),
    async loadExistingGrant() {
      const grant = new oidc.Grant({ clientId: 'svodka', accountId: account })
      grant.addOIDCScope('openid email')
      await grant.save()
      return grant
    },
  })
  const callback = oidc.callback()
  answer = (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return callback(request, response)
    void oidc.interactionFinished(request, response, { login: { accountId: account } })
  }
  const close = () => new Promise<void>((resolve) => (server.closeAllConnections(), server.close(() => resolve())))
  return { issuer, close }
}
