import type { StoredPerson } from '../state/index.ts'
import type { Caller, Entry, Invitation, NewSession, OidcEntry, SignIn } from './contract.ts'
import { isLogin, loginOf, type Known } from './directory.ts'
import { ADMIN, secondsFrom, type Parts } from './parts.ts'
import { checkPassword } from './password-rules.ts'
import { refusal } from './say.ts'
import { hashOf, newSecret } from './secrets.ts'

const FIRST_SECONDS = 7 * 86_400
const TICKET_SECONDS = 300
const TICKET_TRIES = 5

export function createEntry(parts: Parts, oidc: OidcEntry | undefined): Entry {
  const { state, passes, audit, lastAdmin, world } = parts

  return {
    oidc,

    async firstCode() {
      if (await state.people.hasAccepted(lastAdmin)) return undefined
      const code = newSecret()
      const link = { kind: 'first', login: null, validUntil: secondsFrom(world, FIRST_SECONDS) } as const
      await state.links.make(hashOf(code), link)
      return code
    },

    isOpen: () => state.people.hasAccepted(lastAdmin),

    signIn: (given, caller) => signIn(parts, given, caller),

    confirm: (given, caller) => confirm(parts, given, caller),

    invitation: (code) => invitation(parts, code),

    accept: (given, caller) => accept(parts, given, caller),

    session: (cookie) => passes.ofSession(cookie),

    token: (secret) => passes.ofToken(secret),

    async signOut({ id, by, person }, { address }) {
      if (by === 'session') await state.sessions.end(person.id, { id })
      await audit.record({ who: person.id, action: 'sign-out', subject: null, detail: {}, address })
    },
  }
}

/** A wrong name, a wrong password and somebody who was removed take the same hash and get the same answer. */
async function signIn(
  { state, directory, passwords, throttle, passes, audit, world }: Parts,
  { login: typed, password }: { login: string; password: string },
  caller: Caller,
): Promise<SignIn> {
  const login = loginOf(typed)
  const attempt = await throttle.try('sign-in', login, caller.address)
  const known = await directory.find(login)
  const credential = await state.people.credential(login)
  const hash = (known && credential?.passwordHash) ?? undefined
  const isRight = await passwords.verify(hash, password).catch(async (error: unknown) => {
    await attempt.undo()
    throw error
  })
  if (!known || !credential || !hash || !isRight) {
    // a name that is nobody's may be a password in the wrong field
    const subject = known?.login ?? null
    await audit.record({ who: null, action: 'sign-in.refused', subject, detail: {}, address: caller.address })
    throw refusal('refused')
  }
  await attempt.succeeded()
  if (passwords.isOutdated(hash)) {
    await state.people.setCredential(login, { passwordHash: await passwords.hash(password) })
  }
  if (credential.totpSecret !== null) {
    const ticket = newSecret()
    const link = { kind: 'ticket', login, validUntil: secondsFrom(world, TICKET_SECONDS) } as const
    await state.links.make(hashOf(ticket), link)
    return { state: 'code', ticket }
  }
  return { state: 'in', session: await comeIn({ throttle, passes, state, audit, world }, known, caller, 'password') }
}

async function confirm(
  parts: Parts,
  { ticket, code }: { ticket: string; code: string },
  caller: Caller,
): Promise<NewSession> {
  const { state, directory, throttle, oneTime, audit, world } = parts
  const link = await state.links.attempt(hashOf(ticket), world.now().toISOString(), TICKET_TRIES)
  const known = link?.login ? await directory.find(link.login) : undefined
  const credential = known && (await state.people.credential(known.login))
  if (!known || !credential) throw refusal('dead_ticket')
  const attempt = await throttle.try('code', known.login, caller.address)
  if (!(await oneTime.use(credential, code))) {
    const subject = known.login
    await audit.record({ who: null, action: 'code.refused', subject, detail: {}, address: caller.address })
    throw refusal('wrong_code')
  }
  await attempt.succeeded()
  if (!(await state.links.remove(hashOf(ticket)))) throw refusal('dead_ticket')
  return comeIn(parts, known, caller, 'password and code')
}

/** Begins a session, and remembers from where: there nobody else can make this person wait. */
export async function comeIn(
  { throttle, passes, state, audit, world }: Pick<Parts, 'throttle' | 'passes' | 'state' | 'audit' | 'world'>,
  known: Known,
  caller: Caller,
  by: string,
): Promise<NewSession> {
  const session = await passes.begin(known, caller)
  await throttle.know(known.login, caller.address)
  await state.people.setCredential(known.login, { seenAt: world.now().toISOString() })
  await audit.record({ who: known.login, action: 'sign-in', subject: null, detail: { by }, address: caller.address })
  return session
}

async function invitation(
  { state, directory, lastAdmin, world }: Parts,
  code: string,
): Promise<Invitation | undefined> {
  const link = await state.links.find(hashOf(code), world.now().toISOString())
  if (!link || link.kind === 'ticket') return undefined
  const { kind, validUntil } = link
  if (kind === 'first') {
    const isLate = await state.people.hasAccepted(lastAdmin)
    return isLate ? undefined : { kind, login: null, name: null, validUntil }
  }
  const known = link.login === null ? undefined : await directory.find(link.login)
  return known && { kind, login: known.login, name: known.name, validUntil }
}

interface Accepted {
  code: string
  password: string
  login?: string
  name?: string
}

async function accept(parts: Parts, { code, password, login, name }: Accepted, caller: Caller): Promise<NewSession> {
  const { state, directory, passwords, lastAdmin, audit, world } = parts
  const open = await invitation(parts, code)
  if (!open) throw refusal('dead_link')
  const first = open.kind === 'first' ? firstAdmin(parts, login ?? '', name) : undefined
  const whom = first ?? { login: open.login ?? '', name: open.name ?? '' }
  checkPassword(password, whom)
  const outcome = await state.people.accept({
    linkHash: hashOf(code),
    passwordHash: await passwords.hash(password),
    at: world.now().toISOString(),
    ...(first && { first: { person: first, last: lastAdmin } }),
  })
  if (outcome === 'taken') throw refusal('taken_login', { login: whom.login })
  const known = outcome === 'done' ? await directory.find(whom.login) : undefined
  if (!known) throw refusal('dead_link')
  const detail = { kind: open.kind }
  const { address } = caller
  await audit.record({ who: known.login, action: 'invitation.accepted', subject: known.login, detail, address })
  return comeIn(parts, known, caller, 'link')
}

function firstAdmin({ directory }: Parts, typed: string, name: string | undefined): StoredPerson {
  const login = loginOf(typed)
  if (login === '') throw refusal('no_login')
  if (!isLogin(login)) throw refusal('bad_login', { login })
  if (directory.isFromSettings(login)) throw refusal('taken_login', { login })
  const own = {}
  return { login, name: name?.trim() || login, role: ADMIN, own, email: null, locale: null, isRemoved: false }
}
