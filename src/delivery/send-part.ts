import type { World } from '../base/index.ts'
import type { OutboxRow, Said, Settled } from '../state/index.ts'
import { ageHours, GIVE_UP_HOURS, LOOK_FOR_BINDING_SECONDS, WAIT_FOR_BINDING_HOURS, waitSeconds } from './back-off.ts'
import type { Delivering } from './context.ts'
import type { DeliveryOptions, OpenChannel, Recipient, SendOutcome } from './contract.ts'
import { isTest } from './edition.ts'
import type { Obstacle } from './people.ts'
import { said, saidBy, saidError, words } from './words.ts'

/** How often a part follows an address that moves. */
const MOST_MOVES = 2
/** With the policy `resend`, how often a part goes whose outcome stays unknown. */
const MOST_RESENDS = 3

/**
 * Sends one part that this process holds, and writes down what came of it.
 * @returns what the channel said; undefined when it was not asked, or the part turned out to be another's
 */
export async function sendPart(row: OutboxRow, parts: Delivering, world: World): Promise<SendOutcome | undefined> {
  const { options, people } = parts
  const recipient = people.find(row.recipient)
  const channel = options.channels[row.channel]
  const obstacle = await people.obstacle(row.recipient, row.channel)
  if (!recipient || !channel || (obstacle && !(isTest(row) && obstacle.kind === 'off'))) {
    return holdBack(row, obstacle ?? gone(row), parts, world)
  }
  const outcome = await overTheWire(row, { recipient, channel }, parts, world)
  if (outcome) options.onAttempt?.(row.channel, outcome.kind)
  if (outcome) await writeDown(row, outcome, parts, world)
  return outcome
}

const gone = ({ recipient, channel }: OutboxRow): Obstacle => ({
  kind: 'gone',
  cause: said('not_in_settings', { recipient, channel }),
})

async function holdBack(
  row: OutboxRow,
  { kind, cause }: Obstacle,
  parts: Delivering,
  world: World,
): Promise<SendOutcome | undefined> {
  const at = world.now().getTime()
  if (kind === 'unbound' && !isTest(row) && ageHours(row, at) < WAIT_FOR_BINDING_HOURS) {
    await settle(row, { state: 'waiting', cause, notBefore: later(at, LOOK_FOR_BINDING_SECONDS) }, parts, world)
    return undefined
  }
  await settle(row, { state: 'failed', cause }, parts, world)
  await parts.options.state.outbox.failRest(row, cause)
  return { kind: 'refused', cause }
}

async function overTheWire(
  row: OutboxRow,
  { recipient, channel }: { recipient: Recipient; channel: OpenChannel },
  { options }: Delivering,
  world: World,
): Promise<SendOutcome | undefined> {
  const { outbox, recipients } = options.state
  const content = row.hasContent ? await outbox.content(row.id) : undefined
  const { report, edition, part, body } = row
  const key = { report, edition, part, recipient: row.recipient, channel: row.channel }
  const address = recipient.addresses[row.channel]
  let isOnWire = false
  let isOurs = true
  const wire = async () => {
    try {
      await outbox.onWire(row.id, options.holder.owner)
    } catch (error) {
      isOurs = false
      throw error
    }
    isOnWire = true
  }
  const beating = setInterval(() => void beat(row, options, world), (options.holder.leaseSeconds * 1000) / 3)
  try {
    for (let moves = 0; ; moves++) {
      const outcome = await channel.send({ part, key, body, content }, row.recipient, address, wire)
      if (!isOurs) return undefined
      if (outcome.kind !== 'moved') return outcome
      await recipients.bind(row.recipient, row.channel, outcome.address)
      if (moves === MOST_MOVES) return { kind: 'later', cause: said('moves_on', { address: outcome.address }) }
    }
  } catch (error) {
    world.log.error({ ...key, id: row.id, isOnWire, error }, 'delivery.channel_failed')
    if (!isOurs) return undefined
    return { kind: isOnWire ? 'unknown' : 'later', cause: saidError(error) }
  } finally {
    clearInterval(beating)
  }
}

/** A large file may take longer than a lease: other processes see that its holder lives. */
async function beat({ id }: OutboxRow, { state, holder }: DeliveryOptions, world: World): Promise<void> {
  try {
    await state.outbox.beat(id, holder)
  } catch (error) {
    world.log.warn({ id, error }, 'delivery.beat_failed')
  }
}

async function writeDown(row: OutboxRow, outcome: SendOutcome, parts: Delivering, world: World): Promise<void> {
  const { id, report, edition, part, recipient, channel, attempt } = row
  const fields = { id, report, edition, part, recipient, channel, attempt, outcome: outcome.kind }
  const { recipients, outbox } = parts.options.state
  await settle(row, settledAs(row, outcome, parts, world), parts, world)
  if (outcome.kind === 'sent') return world.log.info({ ...fields, receipt: outcome.receipt }, 'delivery.part')
  world.log.warn({ ...fields, cause: 'cause' in outcome ? outcome.cause.en : undefined }, 'delivery.part')
  if (outcome.kind === 'unreachable') {
    const cause = switchedOff(outcome.cause)
    await recipients.switchOff(recipient, channel, cause)
    await outbox.failRest(row, cause)
  }
}

function settledAs(row: OutboxRow, outcome: SendOutcome, { options }: Delivering, world: World): Settled {
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', receipt: outcome.receipt }
    case 'refused':
    case 'unreachable':
      return { state: 'failed', cause: outcome.cause }
    case 'unknown':
      return options.unknown === 'resend' && row.attempt <= MOST_RESENDS && !isTest(row)
        ? again(row, outcome.cause, undefined, world)
        : { state: 'unknown', cause: outcome.cause }
    case 'moved':
      return again(row, said('moves_on', { address: outcome.address }), undefined, world)
    case 'later':
      return isTest(row)
        ? { state: 'failed', cause: outcome.cause }
        : again(row, outcome.cause, outcome.retryAfterSeconds, world)
  }
}

/** Tried again after the time that the other side named, or after ours; given up when it is too old by then. */
function again(row: OutboxRow, cause: Said, retryAfterSeconds: number | undefined, world: World): Settled {
  const at = world.now().getTime()
  const seconds = retryAfterSeconds ?? waitSeconds(row.attempt)
  if (ageHours(row, at + seconds * 1000) <= GIVE_UP_HOURS) {
    return { state: 'waiting', cause, notBefore: later(at, seconds) }
  }
  const gaveUp = saidBy((locale) => words.say(locale, 'gave_up', { hours: GIVE_UP_HOURS, cause: cause[locale] }))
  return { state: 'failed', cause: gaveUp }
}

async function settle(row: OutboxRow, settled: Settled, { options }: Delivering, world: World): Promise<void> {
  try {
    await options.state.outbox.settle(row.id, options.holder.owner, settled)
  } catch (error) {
    // the row stays as it is on disk: `sending` until its lease is over, then waiting or unknown
    world.log.error({ id: row.id, state: settled.state, error }, 'delivery.not_settled')
  }
}

const switchedOff = (cause: Said): Said =>
  saidBy((locale) => words.say(locale, 'switched_off', { cause: cause[locale] }))

const later = (at: number, seconds: number): string => new Date(at + seconds * 1000).toISOString()
