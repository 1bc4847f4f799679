import type { Locale } from '../base/index.ts'
import type { Credential, LastOf, PeopleStore, StoredPerson } from './entry-contract.ts'
import { stored } from './rows.ts'
import type { CredentialTable, Database, PersonTable, Writing } from './schema.ts'

export function createPeople(database: Database): PeopleStore {
  const whole = <T>(work: (transaction: Writing) => Promise<T>): Promise<T> => database.transaction().execute(work)

  return {
    async list() {
      return (await database.selectFrom('person').selectAll().orderBy('login').execute()).map(personOf)
    },

    find: (login) => findPerson(database, login),

    add: (person) =>
      whole(async (transaction) => {
        const standing = await findPerson(transaction, person.login)
        if (standing && !standing.isRemoved) return false
        await signOut(transaction, person.login)
        await forget(transaction, person.login)
        await writePerson(transaction, person)
        return true
      }),

    change: (person, last) =>
      whole(async (transaction) => {
        const standing = await findPerson(transaction, person.login)
        const leaves = standing?.role === last.role && (person.role !== last.role || person.isRemoved)
        if (leaves && (await isLast(transaction, person.login, last))) return false
        await writePerson(transaction, person)
        await signOut(transaction, person.login)
        if (person.isRemoved) await forget(transaction, person.login)
        return true
      }),

    async credential(login) {
      const row = await database.selectFrom('credential').selectAll().where('login', '=', login).executeTakeFirst()
      return row && credentialOf(row)
    },

    async credentials() {
      return (await database.selectFrom('credential').selectAll().execute()).map(credentialOf)
    },

    hasAccepted: async (last) => (await acceptedWith(database, last)).length > 0,

    isLast: (login, last) => isLast(database, login, last),

    accepted: (login, at) =>
      whole(async (transaction) => {
        await setCredential(transaction, login, {})
        await transaction
          .updateTable('credential')
          .set({ accepted_at: stored(at) })
          .where('login', '=', login)
          .where('accepted_at', 'is', null)
          .execute()
      }),

    setCredential: (login, change) => setCredential(database, login, change),

    async useTotpStep(login, step) {
      const { numUpdatedRows } = await database
        .updateTable('credential')
        .set({ totp_step: step })
        .where('login', '=', login)
        .where('totp_step', '<', step)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },

    setRecoveryCodes: (login, hashes) =>
      whole(async (transaction) => {
        await transaction.deleteFrom('recovery_code').where('login', '=', login).execute()
        const rows = hashes.map((sha256) => ({ login, sha256 }))
        if (rows.length > 0) await transaction.insertInto('recovery_code').values(rows).execute()
      }),

    async useRecoveryCode(login, hash) {
      const { numDeletedRows } = await database
        .deleteFrom('recovery_code')
        .where('login', '=', login)
        .where('sha256', '=', hash)
        .executeTakeFirst()
      return numDeletedRows === 1n
    },

    accept: ({ linkHash, passwordHash, at, first }) =>
      whole(async (transaction) => {
        const link = await transaction.selectFrom('link').selectAll().where('sha256', '=', linkHash).executeTakeFirst()
        if (!link || link.kind === 'ticket' || link.valid_until <= stored(at)) return 'dead'
        if ((link.kind === 'first') !== (first !== undefined)) return 'dead'
        if (first) {
          if ((await acceptedWith(transaction, first.last)).length > 0) return 'dead'
          const standing = await findPerson(transaction, first.person.login)
          if (standing && !standing.isRemoved) return 'taken'
          await writePerson(transaction, first.person)
        }
        const login = first?.person.login ?? link.login
        if (login === null) return 'dead'
        await transaction.deleteFrom('link').where('sha256', '=', linkHash).execute()
        await transaction.deleteFrom('link').where('login', '=', login).execute()
        await transaction.deleteFrom('session').where('login', '=', login).execute()
        await transaction.deleteFrom('recovery_code').where('login', '=', login).execute()
        const fresh = { totpSecret: null, totpPending: null, acceptedAt: stored(at) }
        await setCredential(transaction, login, { passwordHash, ...fresh })
        return 'done'
      }),
  }
}

async function signOut(transaction: Writing, login: string): Promise<void> {
  await transaction.deleteFrom('session').where('login', '=', login).execute()
  await transaction.deleteFrom('token').where('login', '=', login).execute()
  await transaction.deleteFrom('link').where('login', '=', login).execute()
}

async function forget(transaction: Writing, login: string): Promise<void> {
  await transaction.deleteFrom('credential').where('login', '=', login).execute()
  await transaction.deleteFrom('recovery_code').where('login', '=', login).execute()
  await transaction.deleteFrom('known_place').where('login', '=', login).execute()
}

async function findPerson(database: Database, login: string): Promise<StoredPerson | undefined> {
  const row = await database.selectFrom('person').selectAll().where('login', '=', login).executeTakeFirst()
  return row && personOf(row)
}

async function writePerson(transaction: Writing, person: StoredPerson): Promise<void> {
  const { login, isRemoved, own, ...rest } = person
  const row = { ...rest, own: JSON.stringify(own), is_removed: isRemoved ? 1 : 0 }
  await transaction
    .insertInto('person')
    .values({ login, ...row })
    .onConflict((conflict) => conflict.column('login').doUpdateSet(row))
    .execute()
}

async function setCredential(
  database: Database,
  login: string,
  change: Partial<Omit<Credential, 'login'>>,
): Promise<void> {
  const { passwordHash, totpSecret, totpPending, totpStep, acceptedAt, seenAt } = change
  const row = {
    ...(passwordHash !== undefined && { password_hash: passwordHash }),
    ...(totpSecret !== undefined && { totp_secret: totpSecret }),
    ...(totpPending !== undefined && { totp_pending: totpPending }),
    ...(totpStep !== undefined && { totp_step: totpStep }),
    ...(acceptedAt !== undefined && { accepted_at: acceptedAt }),
    ...(seenAt !== undefined && { seen_at: seenAt }),
  }
  await database
    .insertInto('credential')
    .values({ login, ...row })
    .onConflict((conflict) => conflict.column('login').doUpdateSet({ login, ...row }))
    .execute()
}

/** Logins that hold the role and came in at least once. */
async function acceptedWith(database: Database, { role, fromSettings, settled }: LastOf): Promise<readonly string[]> {
  const rows = await database
    .selectFrom('credential')
    .leftJoin('person', 'person.login', 'credential.login')
    .select('credential.login')
    .where('credential.accepted_at', 'is not', null)
    .where(({ and, eb, or }) =>
      or([
        and([
          eb('person.role', '=', role),
          eb('person.is_removed', '=', 0),
          eb('credential.login', 'not in', [...settled]),
        ]),
        eb('credential.login', 'in', [...fromSettings]),
      ]),
    )
    .execute()
  return rows.map(({ login }) => login)
}

async function isLast(transaction: Database, login: string, last: LastOf): Promise<boolean> {
  const holders = await acceptedWith(transaction, last)
  return holders.includes(login) && holders.every((each) => each === login)
}

const personOf = ({ is_removed, own, locale, ...row }: PersonTable): StoredPerson => ({
  ...row,
  own: JSON.parse(own) as StoredPerson['own'],
  locale: locale as Locale | null,
  isRemoved: is_removed === 1,
})

const credentialOf = (row: { [K in keyof CredentialTable]: K extends 'totp_step' ? number : CredentialTable[K] }) =>
  ({
    login: row.login,
    passwordHash: row.password_hash,
    totpSecret: row.totp_secret,
    totpPending: row.totp_pending,
    totpStep: row.totp_step,
    acceptedAt: row.accepted_at,
    seenAt: row.seen_at,
  }) as Credential
