import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import type { World } from '../base/index.ts'
import type { BoundAddress, RecipientStore, Said } from './contract.ts'
import { later, stored } from './rows.ts'
import type { Database, Writing } from './schema.ts'

/** No 0 O 1 I L U V: nothing that looks like another, and few words. */
const CODE_LETTERS = '23456789ABCDEFGHJKMNPQRSTWXYZ'
const CODE_LENGTH = 10
/** Russian letters that look like ours, as a phone's keyboard may write them. */
const SAME_LOOK: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  Е: 'E',
  К: 'K',
  М: 'M',
  Н: 'H',
  Р: 'P',
  С: 'C',
  Т: 'T',
  Х: 'X',
}
const WRONG_CODES_ALLOWED = 5
const WRONG_CODES_SECONDS = 3600

export function createRecipients(database: Database, world: World): RecipientStore {
  return {
    async invite(recipient, channel, validSeconds) {
      const code = newCode()
      const row = { code_sha256: sha256(code), valid_until: later(world.now(), validSeconds) }
      await database
        .insertInto('invitation')
        .values({ recipient, channel, ...row })
        .onConflict((conflict) => conflict.columns(['recipient', 'channel']).doUpdateSet(row))
        .execute()
      return code
    },

    redeem: (channel, code, address) =>
      database.transaction().execute(async (transaction) => {
        if (await isLockedOut(transaction, channel, address, world)) {
          world.log.warn({ channel, address }, 'recipient.code.refused')
          return undefined
        }
        const recipient = await useCode(transaction, channel, code, world)
        if (recipient === undefined) {
          await transaction
            .insertInto('wrong_code')
            .values({ channel, address, at: stored(world.now()) })
            .execute()
          world.log.warn({ channel, address }, 'recipient.code.wrong')
          return undefined
        }
        await transaction
          .deleteFrom('wrong_code')
          .where('channel', '=', channel)
          .where('address', '=', address)
          .execute()
        await bindAddress(transaction, { recipient, channel, address }, world)
        return recipient
      }),

    bind: (recipient, channel, address) =>
      database.transaction().execute((transaction) => bindAddress(transaction, { recipient, channel, address }, world)),

    async unbind(recipient, channel) {
      await database
        .deleteFrom('bound_address')
        .where('recipient', '=', recipient)
        .where('channel', '=', channel)
        .execute()
    },

    async bound() {
      const rows = await database
        .selectFrom('bound_address')
        .selectAll()
        .orderBy('recipient')
        .orderBy('channel')
        .execute()
      return rows.map(({ bound_at, ...row }) => ({ ...row, boundAt: bound_at }))
    },

    async switchOff(recipient, channel, cause) {
      await database
        .insertInto('switched_off')
        .values({ recipient, channel, since: stored(world.now()), cause: JSON.stringify(cause) })
        .onConflict((conflict) => conflict.columns(['recipient', 'channel']).doNothing())
        .execute()
    },

    async switchOn(recipient, channel) {
      await database
        .deleteFrom('switched_off')
        .where('recipient', '=', recipient)
        .where('channel', '=', channel)
        .execute()
    },

    async off() {
      const rows = await database.selectFrom('switched_off').selectAll().orderBy('since').execute()
      return rows.map((row) => ({ ...row, cause: JSON.parse(row.cause) as Said }))
    },

    async remember(channel, key, value) {
      await database
        .insertInto('memory')
        .values({ channel, name: key, value })
        .onConflict((conflict) => conflict.columns(['channel', 'name']).doUpdateSet({ value }))
        .execute()
    },

    async recall(channel, key) {
      const row = await database
        .selectFrom('memory')
        .select('value')
        .where('channel', '=', channel)
        .where('name', '=', key)
        .executeTakeFirst()
      return row?.value
    },

    async forget(channel, key) {
      await database.deleteFrom('memory').where('channel', '=', channel).where('name', '=', key).execute()
    },
  }
}

const newCode = (): string =>
  Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('')

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A code as it was meant: however it was cased, spaced or typed. */
const meant = (code: string): string =>
  code
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/[А-Я]/g, (letter) => SAME_LOOK[letter] ?? letter)

async function isLockedOut(transaction: Writing, channel: string, address: string, world: World): Promise<boolean> {
  const { wrong } = await transaction
    .selectFrom('wrong_code')
    .select(({ fn }) => fn.countAll<number>().as('wrong'))
    .where('channel', '=', channel)
    .where('address', '=', address)
    .where('at', '>', later(world.now(), -WRONG_CODES_SECONDS))
    .executeTakeFirstOrThrow()
  return Number(wrong) >= WRONG_CODES_ALLOWED
}

async function useCode(transaction: Writing, channel: string, code: string, world: World): Promise<string | undefined> {
  const given = Buffer.from(sha256(meant(code)), 'hex')
  const open = await transaction
    .selectFrom('invitation')
    .selectAll()
    .where('channel', '=', channel)
    .where('valid_until', '>', stored(world.now()))
    .execute()
  const fitting = open.find(({ code_sha256 }) => timingSafeEqual(Buffer.from(code_sha256, 'hex'), given))
  if (!fitting) return undefined
  await transaction
    .deleteFrom('invitation')
    .where('recipient', '=', fitting.recipient)
    .where('channel', '=', channel)
    .execute()
  return fitting.recipient
}

/** An address is one recipient's: whoever had it before loses it, since what is shown there depends on who it is. */
async function bindAddress(
  transaction: Writing,
  { recipient, channel, address }: Omit<BoundAddress, 'boundAt'>,
  world: World,
): Promise<void> {
  const row = { recipient, channel, address, bound_at: stored(world.now()) }
  await transaction
    .deleteFrom('bound_address')
    .where('channel', '=', channel)
    .where(({ eb, or }) => or([eb('address', '=', address), eb('recipient', '=', recipient)]))
    .execute()
  await transaction.insertInto('bound_address').values(row).execute()
}
