import type { Credential } from '../state/index.ts'
import type { Account, Caller, NewSession, Pass } from './contract.ts'
import { viewOf, type Known } from './directory.ts'
import type { Parts } from './parts.ts'
import { checkPassword } from './password-rules.ts'
import { refusal } from './say.ts'
import { checkToken, tokenView } from './token-rules.ts'

export function createAccount(parts: Parts): Account {
  const { state, passes, oneTime, audit, world } = parts

  async function themselves({ person }: Pass): Promise<{ known: Known; credential: Credential | undefined }> {
    const known = await parts.directory.find(person.id)
    if (!known) throw refusal('unknown_person', { login: person.id, hint: 'none' })
    return { known, credential: await state.people.credential(known.login) }
  }

  const record = (pass: Pass, action: string, subject: string | null, { address }: Caller, detail = {}) =>
    audit.record({ who: pass.person.id, action, subject, detail, address })

  return {
    async view(pass) {
      const { known, credential } = await themselves(pass)
      const sessions = await state.sessions.of(known.login)
      const tokens = await state.tokens.list({ login: known.login, at: world.now().toISOString() })
      return {
        person: viewOf(known, credential),
        hasTotp: Boolean(credential?.totpSecret),
        sessions: sessions.map(({ id, address, agent, startedAt, seenAt }) => {
          return { id, isThis: id === pass.id, address, agent, startedAt, seenAt }
        }),
        tokens: tokens.map(tokenView),
        abilities: passes.abilitiesOf(known),
      }
    },

    async changePassword(pass, { old, password }, caller): Promise<NewSession> {
      bySession(pass)
      const { known, credential } = await themselves(pass)
      await checkPresent(parts, pass, credential, old)
      checkPassword(password, known)
      await state.people.setCredential(known.login, { passwordHash: await parts.passwords.hash(password) })
      await state.sessions.end(known.login, { except: null })
      await record(pass, 'password.changed', null, caller)
      return passes.begin(known, caller)
    },

    async beginTotp(pass, { password }) {
      bySession(pass)
      const { known, credential } = await themselves(pass)
      await checkPresent(parts, pass, credential, password)
      return oneTime.begin(known.login)
    },

    async finishTotp(pass, { code }, caller) {
      bySession(pass)
      const { credential } = await themselves(pass)
      if (!credential?.totpPending) throw refusal('no_totp')
      const attempt = await parts.throttle.try('new code', pass.id, pass.id)
      const codes = await oneTime.finish(credential, code)
      if (!codes) throw refusal('wrong_code')
      await attempt.succeeded()
      await record(pass, 'totp.added', null, caller)
      return codes
    },

    async removeTotp(pass, { password }, caller) {
      bySession(pass)
      const { known, credential } = await themselves(pass)
      await checkPresent(parts, pass, credential, password)
      await oneTime.remove(known.login)
      await record(pass, 'totp.removed', null, caller)
    },

    async endSessions(pass, which, caller) {
      bySession(pass)
      const ended = await state.sessions.end(pass.person.id, which === 'others' ? { except: pass.id } : { id: which })
      if (ended === 0 && which !== 'others') throw refusal('unknown_session')
      await record(pass, 'session.ended', which, caller, { sessions: String(ended) })
    },

    async makeToken(pass, given, caller) {
      bySession(pass)
      const { known } = await themselves(pass)
      checkToken(given, [...pass.scope])
      const { secret, token } = await passes.makeToken(known, given)
      await record(pass, 'token.made', known.login, caller, { name: token.name, scope: token.scope.join(', ') })
      return { secret, token: tokenView(token) }
    },

    async revokeToken(pass, id, caller) {
      bySession(pass)
      const token = await state.tokens.revoke(id, pass.person.id)
      if (!token) throw refusal('unknown_token')
      await record(pass, 'token.revoked', token.login, caller, { name: token.name })
    },
  }
}

/** A token is for a program: what belongs to the person themselves it cannot change. */
function bySession({ by }: Pass): void {
  if (by !== 'session') throw refusal('not_by_token')
}

/** Whoever found an open page cannot guess the password by it: tries count against this session alone. */
async function checkPresent(
  { passwords, throttle }: Parts,
  pass: Pass,
  credential: Credential | undefined,
  password: string,
): Promise<void> {
  const attempt = await throttle.try('present password', pass.id, pass.id)
  if (!(await passwords.verify(credential?.passwordHash ?? undefined, password))) throw refusal('wrong_password')
  await attempt.succeeded()
}
