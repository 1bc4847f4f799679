import { createHash } from 'node:crypto'
import type { Said } from '../state/index.ts'
import type { ReportDocument } from '../reports/index.ts'
import {
  askerOf,
  type DeliveryOptions,
  type MadePart,
  type PartOptions,
  type Recipient,
  type SendRequest,
} from './contract.ts'

/** A report is made for each person by their rights; documents that came out equal are cut and drawn once. */
export interface Making {
  /** @throws when the report cannot be made for this person */
  document(recipient: Recipient): Promise<ReportDocument>
  /** parts that need no drawing; undefined where everything goes in one message */
  texts(recipient: Recipient, channel: string): Promise<readonly MadePart[] | undefined>
  everything(recipient: Recipient, channel: string): Promise<MadeParts>
}

interface MadeParts {
  parts: readonly MadePart[]
  /** what could not be made and was left out */
  problems: readonly Said[]
}

/** What a document says, to the minute in which it was made. */
const contentOf = (document: ReportDocument): string =>
  createHash('sha256')
    .update(JSON.stringify({ ...document, madeAt: document.madeAt.slice(0, MINUTE) }))
    .digest('hex')
const MINUTE = 'YYYY-MM-DDThh:mm'.length

type Wanted = Pick<SendRequest, 'report' | 'date' | 'files' | 'hasPictures'>

export function makeOnce(request: Wanted, { channels, document }: DeliveryOptions): Making {
  const made = new Map<string, Promise<unknown>>()
  const once = <T>(key: readonly unknown[], make: () => Promise<T>): Promise<T> => {
    const id = JSON.stringify(key)
    const known = made.get(id) ?? make()
    made.set(id, known)
    return known as Promise<T>
  }
  const documentOf = (recipient: Recipient) =>
    once([recipient.person, recipient.locale], () => document(request.report, request.date, askerOf(recipient)))
  const partsOf = async (recipient: Recipient, channel: string, options: PartOptions): Promise<MadeParts> => {
    const asDocument = await documentOf(recipient)
    return once([contentOf(asDocument), channel, options], async () => {
      const problems: Said[] = []
      const given = { ...options, onProblem: (cause: Said) => void problems.push(cause) }
      return { parts: (await channels[channel]?.parts(asDocument, given)) ?? [], problems }
    })
  }
  const wishes = (recipient: Recipient, channel: string): PartOptions => {
    const asked = { files: request.files, hasPictures: request.hasPictures }
    return channels[channel]?.optionsFor?.(recipient.addresses[channel], asked) ?? asked
  }
  return {
    document: documentOf,
    async texts(recipient, channel) {
      if (channels[channel]?.isOneMessage) return undefined
      return (await partsOf(recipient, channel, { files: [], hasPictures: false })).parts
    },
    everything: (recipient, channel) => partsOf(recipient, channel, wishes(recipient, channel)),
  }
}
