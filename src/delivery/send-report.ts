import type { World } from '../base/index.ts'
import { OUTBOX_STATES, type OutboxRow, type OutboxState } from '../state/index.ts'
import type { Delivering } from './context.ts'
import type { DeliveryOptions, MadePart, SendRequest, SendSummary } from './contract.ts'
import { makeOnce } from './making.ts'
import { isText, orderOf } from './order.ts'
import type { Pump } from './outbox-pump.ts'
import { saidLines, type Problem } from './problems.ts'
import { targetsOf, type Target } from './targets.ts'
import { said, saidError } from './words.ts'

interface SendParts extends Delivering {
  pump: Pump
}

const MOST_PARTS = 100_000

/** Texts of everybody go into the outbox first and are on their way while pictures are drawn. */
export async function sendReport(request: SendRequest, parts: SendParts, world: World): Promise<SendSummary> {
  const { options, people, pump } = parts
  const making = makeOnce(request, options)
  const { targets, problems: refused } = targetsOf(request, people)
  const switchedOff: Problem[] = []
  const notMade: Problem[] = []
  const errors: unknown[] = []
  const ready: Target[] = []

  const attempt = async ({ recipient, channel }: Target, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      const { report, edition } = request
      world.log.error({ report, edition, recipient: recipient.name, channel, error }, 'delivery.not_made')
      errors.push(error)
      notMade.push({ recipient: recipient.name, channel, cause: saidError(error) })
      return false
    }
  }
  const put = async ({ recipient, channel }: Target, made: readonly MadePart[]): Promise<void> => {
    const { report, edition, run } = request
    const key = { report, edition, recipient: recipient.name, channel, ...(run === undefined ? {} : { run }) }
    const { added } = await options.state.outbox.add(
      made.map((part) => ({ ...key, ...part, order: orderOf(part.part) })),
    )
    if (added > 0) pump.wake()
  }

  for (const target of targets) {
    const { recipient, channel } = target
    const obstacle = await people.obstacle(recipient.name, channel)
    if (obstacle?.kind === 'off') {
      switchedOff.push({ recipient: recipient.name, channel, cause: obstacle.cause })
      continue
    }
    const isMade = await attempt(target, async () => {
      await making.document(recipient)
      // the texts of an earlier try stay: others would not fit to them
      if (await hasText(target, request, options)) return
      await put(target, (await making.texts(recipient, channel)) ?? [])
    })
    if (isMade) ready.push(target)
  }
  if (errors.length > 0 && ready.length === 0) throw errors[0]

  for (const target of ready) {
    const { recipient, channel } = target
    await attempt(target, async () => {
      const made = await making.everything(recipient, channel)
      const isWhole = options.channels[channel]?.isOneMessage
      await put(target, isWhole ? made.parts : made.parts.filter((part) => !isText(part)))
      notMade.push(...made.problems.map((cause) => ({ recipient: recipient.name, channel, cause })))
    })
  }
  await tellWhatWasNotMade(request, notMade, parts)
  await pump.flush()
  const rows = await rowsOf(request, options)
  return { parts: counts(rows), problems: [...refused, ...switchedOff, ...notMade, ...problemsOf(rows)] }
}

async function tellWhatWasNotMade(
  { report, to }: SendRequest,
  problems: readonly Problem[],
  { notices }: SendParts,
): Promise<void> {
  const subject = `report:${report}`
  if (problems.length === 0) return notices.well(subject, said('report_made', { report }))
  const names = new Set(problems.map(({ recipient }) => recipient))
  await notices.failed({
    subject,
    what: said('report_not_made', { report }),
    cause: saidLines(problems),
    stillWorks: said('others_get_it', { others: to.filter((name) => !names.has(name)).length }),
  })
}

async function hasText(
  { recipient, channel }: Target,
  request: SendRequest,
  { state }: DeliveryOptions,
): Promise<boolean> {
  const { report, edition } = request
  const rows = await state.outbox.list({ report, edition, recipient: recipient.name, limit: MOST_PARTS })
  return rows.some((row) => row.channel === channel && isText(row))
}

async function rowsOf({ report, edition, to }: SendRequest, { state }: DeliveryOptions): Promise<readonly OutboxRow[]> {
  const rows = await state.outbox.list({ report, edition, limit: MOST_PARTS })
  return rows.filter(({ recipient }) => to.includes(recipient))
}

const counts = (rows: readonly OutboxRow[]): Record<OutboxState, number> =>
  Object.fromEntries(OUTBOX_STATES.map((state) => [state, rows.filter((row) => row.state === state).length])) as Record<
    OutboxState,
    number
  >

/** The first part of each message that is not sent says why. */
function problemsOf(rows: readonly OutboxRow[]): Problem[] {
  const late = rows.filter(({ state }) => state !== 'sent').toSorted((a, b) => a.order - b.order)
  const messages = Map.groupBy(late, ({ recipient, channel }) => JSON.stringify([recipient, channel]))
  return [...messages.values()].map(([row]) => {
    const { recipient, channel, state, cause } = row as OutboxRow
    return { recipient, channel, cause: cause ?? said('not_sent_yet', { state }) }
  })
}
