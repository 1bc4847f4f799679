import { RequestError, type Day, type World } from '../base/index.ts'
import type { OutboxRow } from '../state/index.ts'
import type { DeliveryOptions, MadePart, Recipient, SendOutcome, TestedPart } from './contract.ts'
import { testEdition } from './edition.ts'
import { makeOnce } from './making.ts'
import { orderOf } from './order.ts'
import type { Pump } from './outbox-pump.ts'
import type { People } from './people.ts'
import { said, words } from './words.ts'

interface TestParts {
  options: DeliveryOptions
  people: People
  pump: Pump
}

/** A report, or a greeting, to one recipient through every channel of theirs, outside the editions. */
export async function testSend(
  name: string,
  report: { id: string; date: Day } | undefined,
  { options, people, pump }: TestParts,
  world: World,
): Promise<readonly TestedPart[]> {
  const recipient = people.find(name)
  const known = options.recipients.map((each) => each.name).join(', ')
  if (!recipient) throw new RequestError(words, 'unknown_recipient', { recipient: name, known })
  if (report && !recipient.reports.includes(report.id)) {
    throw new RequestError(words, 'not_theirs', { recipient: name, report: report.id })
  }
  const edition = testEdition(world.now())
  const rows: OutboxRow[] = []
  for (const channel of people.channelsOf(recipient)) {
    const made = await madeFor(recipient, channel, report, options)
    const key = { report: report?.id ?? 'greeting', recipient: name, channel, edition }
    rows.push(
      ...(await options.state.outbox.add(made.map((part) => ({ ...key, ...part, order: orderOf(part.part) })))).rows,
    )
  }
  const outcomes = rows.map((row) => ({ row, take: pump.watch(row.id) }))
  await pump.flush()
  return Promise.all(
    outcomes.map(async ({ row, take }) => ({
      channel: row.channel,
      part: row.part,
      outcome: take() ?? outcomeOf(await options.state.outbox.row(row.id)),
    })),
  )
}

async function madeFor(
  recipient: Recipient,
  channel: string,
  report: { id: string; date: Day } | undefined,
  options: DeliveryOptions,
): Promise<readonly MadePart[]> {
  if (report) {
    const request = { report: report.id, date: report.date, files: [], hasPictures: true }
    return (await makeOnce(request, options).everything(recipient, channel)).parts
  }
  const { locale } = recipient
  const note = { locale, title: words.say(locale, 'greeting_title'), text: words.say(locale, 'greeting') }
  return (await options.channels[channel]?.note(note)) ?? []
}

/** What the row says, when it was failed with the message before it or another process sent it. */
function outcomeOf(row: OutboxRow | undefined): SendOutcome {
  const cause = row?.cause ?? said('not_sent_yet', { state: row?.state ?? 'waiting' })
  if (row?.state === 'sent') return { kind: 'sent', receipt: row.receipt ?? '' }
  if (row?.state === 'failed') return { kind: 'refused', cause }
  return row?.state === 'unknown' ? { kind: 'unknown', cause } : { kind: 'later', cause }
}
