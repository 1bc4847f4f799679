import { randomUUID } from 'node:crypto'
import { ABILITIES, type Ability, type Instant, type World } from '../base/index.ts'
import type { State, StoredSession, StoredToken } from '../state/index.ts'
import type { Caller, NewSession, Pass } from './contract.ts'
import { markOf, personOf, type Directory, type Known } from './directory.ts'
import type { Role } from './roles.ts'
import { csrfOf, hashOf, isSecretText, isTokenText, newSecret, newToken } from './secrets.ts'

const IDLE_SECONDS = 12 * 3600
const LAST_SECONDS = 30 * 86_400
/** Being seen is written down at most so often: a read of a page is no write of a file. */
const SEEN_SECONDS = 60
const AGENT_LETTERS = 200

/** Sessions and tokens: who is let in by what they hold, for how long and for what. */
export interface Passes {
  /** a session that was never there before, whatever the browser held until now */
  begin(known: Known, caller: Caller): Promise<NewSession>
  ofSession(cookie: string): Promise<Pass | undefined>
  ofToken(secret: string): Promise<Pass | undefined>
  makeToken(
    known: Known,
    given: { name: string; scope: readonly Ability[]; days: number },
  ): Promise<{ secret: string; token: StoredToken }>
  abilitiesOf(known: Pick<Known, 'role'>): readonly Ability[]
}

export function createPasses(
  {
    state,
    directory,
    roles,
    sessions = {},
  }: {
    state: State
    directory: Directory
    roles: Readonly<Record<string, Role>>
    sessions?: { idleSeconds?: number; lastSeconds?: number } | undefined
  },
  world: World,
): Passes {
  const { idleSeconds = IDLE_SECONDS, lastSeconds = LAST_SECONDS } = sessions
  const now = (): Instant => world.now().toISOString()
  const after = (at: Instant, seconds: number): Instant => new Date(Date.parse(at) + seconds * 1000).toISOString()
  const isSeenLongAgo = (at: Instant | null): boolean => at === null || after(at, SEEN_SECONDS) <= now()
  const abilitiesOf = ({ role }: Pick<Known, 'role'>): readonly Ability[] =>
    Object.hasOwn(roles, role) ? (roles[role]?.may ?? []) : []

  const passOf = (known: Known, session: StoredSession, cookie: string): Pass => {
    const idleUntil = after(session.seenAt, idleSeconds)
    return {
      person: personOf(known),
      id: session.id,
      by: 'session',
      scope: new Set(abilitiesOf(known)),
      csrf: csrfOf(cookie),
      until: idleUntil < session.validUntil ? idleUntil : session.validUntil,
    }
  }

  /** The person as they are now; undefined when they were removed or changed since. */
  async function unchanged(login: string, mark: string): Promise<Known | undefined> {
    const known = await directory.find(login)
    return known && markOf(known) === mark ? known : undefined
  }

  return {
    abilitiesOf,

    async begin(known, { address, agent }) {
      const cookie = newSecret()
      const at = now()
      const session: StoredSession = {
        id: randomUUID(),
        login: known.login,
        mark: markOf(known),
        address,
        agent: agent.slice(0, AGENT_LETTERS),
        startedAt: at,
        seenAt: at,
        validUntil: after(at, lastSeconds),
      }
      await state.sessions.forget({ seenAt: after(at, -idleSeconds), validUntil: at })
      await state.sessions.begin(hashOf(cookie), session)
      return { cookie, pass: passOf(known, session, cookie) }
    },

    async ofSession(cookie) {
      if (!isSecretText(cookie)) return undefined
      const session = await state.sessions.find(hashOf(cookie))
      if (!session) return undefined
      const isOver = session.validUntil <= now() || after(session.seenAt, idleSeconds) <= now()
      const known = isOver ? undefined : await unchanged(session.login, session.mark)
      if (!known) {
        await state.sessions.end(session.login, { id: session.id })
        return undefined
      }
      if (!isSeenLongAgo(session.seenAt)) return passOf(known, session, cookie)
      await state.sessions.seen(session.id, now())
      await state.people.setCredential(known.login, { seenAt: now() })
      return passOf(known, { ...session, seenAt: now() }, cookie)
    },

    async ofToken(secret) {
      if (!isTokenText(secret)) return undefined
      const token = await state.tokens.find(hashOf(secret))
      if (!token || token.validUntil <= now()) return undefined
      const known = await unchanged(token.login, token.mark)
      if (!known) {
        await state.tokens.revoke(token.id)
        return undefined
      }
      if (isSeenLongAgo(token.usedAt)) await state.tokens.used(token.id, now())
      const scope = new Set(abilitiesOf(known).filter((ability) => token.scope.includes(ability)))
      return { person: personOf(known), id: token.id, by: 'token', scope, csrf: null, until: token.validUntil }
    },

    async makeToken(known, { name, scope, days }) {
      const secret = newToken()
      const at = now()
      const token: StoredToken = {
        id: randomUUID(),
        login: known.login,
        name,
        scope: ABILITIES.filter((ability) => scope.includes(ability)),
        mark: markOf(known),
        createdAt: at,
        validUntil: after(at, days * 86_400),
        usedAt: null,
      }
      await state.tokens.make(hashOf(secret), token)
      return { secret, token }
    },
  }
}
