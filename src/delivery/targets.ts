import type { Recipient } from './contract.ts'
import type { People } from './people.ts'
import type { Problem } from './problems.ts'
import { said } from './words.ts'

/** One message: a report for somebody in one of their channels. */
export interface Target {
  recipient: Recipient
  channel: string
}

/** Messages that a report becomes, and recipients who can get none: unknown, without a right to it, without an address. */
export function targetsOf(
  { report, to }: { report: string; to: readonly string[] },
  people: People,
): { targets: readonly Target[]; problems: readonly Problem[] } {
  const targets: Target[] = []
  const problems: Problem[] = []
  for (const name of new Set(to)) {
    const recipient = people.find(name)
    const channels = recipient ? people.channelsOf(recipient) : []
    const refuse = (key: string) =>
      problems.push({ recipient: name, channel: '', cause: said(key, { recipient: name, report }) })
    if (!recipient) refuse('no_recipient')
    else if (!recipient.reports.includes(report)) refuse('not_theirs')
    else if (channels.length === 0) refuse('no_address')
    else targets.push(...channels.map((channel) => ({ recipient, channel })))
  }
  return { targets, problems }
}
