import { formatInstant } from '../base/index.ts'
import type { OutboxRow, Said } from '../state/index.ts'
import type { DeliveryOptions, MadePart, PlannedMessage, SendRequest } from './contract.ts'
import { makeOnce, type Making } from './making.ts'
import { isText, orderOf } from './order.ts'
import type { People } from './people.ts'
import { targetsOf, type Target } from './targets.ts'
import { said, saidBy, saidError, words } from './words.ts'

const MOST_PARTS = 1000

/** What would go to whom, made but not kept. */
export async function planReport(
  request: Omit<SendRequest, 'run'>,
  { options, people }: { options: DeliveryOptions; people: People },
): Promise<readonly PlannedMessage[]> {
  const making = makeOnce(request, options)
  const { targets, problems } = targetsOf(request, people)
  const nobody = problems.map(({ recipient, cause }): PlannedMessage => {
    const locale = people.find(recipient)?.locale ?? 'en'
    return { recipient, locale, channel: '', place: undefined, obstacle: cause, parts: [] }
  })
  const planned: PlannedMessage[] = []
  for (const target of targets) planned.push(await plannedFor(target, request, making, { options, people }))
  return [...planned, ...nobody]
}

async function plannedFor(
  target: Target,
  request: Omit<SendRequest, 'run'>,
  making: Making,
  { options, people }: { options: DeliveryOptions; people: People },
): Promise<PlannedMessage> {
  const { recipient, channel } = target
  const about = {
    recipient: recipient.name,
    locale: recipient.locale,
    channel,
    place: await people.place(recipient, channel),
  }
  const obstacle =
    (await people.obstacle(recipient.name, channel))?.cause ?? (await alreadyThere(target, request, options))
  try {
    const { parts } = await making.everything(recipient, channel)
    return { ...about, obstacle, parts: parts.toSorted((a, b) => orderOf(a.part) - orderOf(b.part)).map(shown) }
  } catch (error) {
    return { ...about, obstacle: saidError(error), parts: [] }
  }
}

function shown({ part, body, content }: MadePart): PlannedMessage['parts'][number] {
  const { text, html, name } = body
  return {
    part,
    ...(typeof text === 'string' ? { text } : {}),
    ...(typeof html === 'string' ? { markup: html } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    // a mail keeps its page and its pictures in one piece: nothing to look at
    ...(content && !isText({ part }) ? { content } : {}),
  }
}

/** An edition goes once: what stands in the outbox already stays as it is. */
async function alreadyThere(
  { recipient, channel }: Target,
  { report, edition }: Pick<SendRequest, 'report' | 'edition'>,
  { state }: DeliveryOptions,
): Promise<Said | undefined> {
  const found = await state.outbox.list({ report, edition, recipient: recipient.name, limit: MOST_PARTS })
  const rows = found.filter((row) => row.channel === channel)
  if (rows.length === 0) return undefined
  const late = rows.find(({ state: each }) => each !== 'sent')
  if (late) return said('already_there', { state: late.state, part: late.part })
  const last =
    rows
      .map(({ sentAt, changedAt }: OutboxRow) => sentAt ?? changedAt)
      .toSorted()
      .at(-1) ?? ''
  return saidBy((locale) =>
    words.say(locale, 'already_sent', { time: formatInstant(last, { locale, timeZone: recipient.timeZone }) }),
  )
}
