import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Day } from '../base/index.ts'
import type { Asker } from '../figures/index.ts'
import { OWNER } from '../kit/index.ts'
import type { ReportDocument } from '../reports/index.ts'
import { openState, type OutboxRow, type Said, type State } from '../state/index.ts'
import { pinnedWorld, type PinnedWorld } from '../../test/pinned-world.ts'
import type {
  Delivery,
  DeliveryOptions,
  MadePart,
  OpenChannel,
  Recipient,
  SendOutcome,
  SendRequest,
} from './contract.ts'
import { createDelivery } from './delivery.ts'

export const MORNING = '2023-12-31T05:45:00.000Z'

export const both = (text: string): Said => ({ ru: text, en: text })

/** One thing that a scripted channel was asked to send. */
export interface Sending {
  recipient: string
  part: string
  body: Readonly<Record<string, unknown>>
  content: string | undefined
}

export interface ScriptedChannel extends OpenChannel {
  /** everything that was given to the other side, in order */
  sendings: Sending[]
  /** what comes of the next sendings that fit; `sent` otherwise */
  script: { when?: (sending: Sending) => boolean; outcome: SendOutcome | (() => Promise<SendOutcome>) }[]
}

/** A channel whose outcomes a test writes down; a document becomes two texts and a picture. */
export function scriptedChannel(): ScriptedChannel {
  const sendings: Sending[] = []
  const script: ScriptedChannel['script'] = []
  return {
    sendings,
    script,
    place: async (_recipient, address) => (typeof address === 'string' ? address : undefined),
    async parts(document, { hasPictures }) {
      const texts = [1, 2].map((number): MadePart => ({
        part: `text-${number}`,
        body: { text: `${document.title} ${number}` },
      }))
      if (!hasPictures) return texts
      return [{ part: 'picture-1', body: { name: 'chart' }, content: new TextEncoder().encode('png') }, ...texts]
    },
    async note({ title, text, file }) {
      const note: MadePart = { part: 'text-1', body: { text: `${title}\n\n${text}` } }
      return file ? [note, { part: 'file-1', body: { name: file.name }, content: file.content }] : [note]
    },
    async send({ part, body, content }, recipient, _address, wire) {
      const sending = { recipient, part, body, content: content && new TextDecoder().decode(content) }
      const at = script.findIndex(({ when }) => when?.(sending) ?? true)
      const [found] = at < 0 ? [] : script.splice(at, 1)
      await wire()
      sendings.push(sending)
      if (!found) return { kind: 'sent', receipt: `message ${sendings.length}` }
      return typeof found.outcome === 'function' ? found.outcome() : found.outcome
    },
    check: async () => [],
  }
}

export const recipient = (name: string, more: Partial<Recipient> = {}): Recipient => ({
  name,
  locale: 'en',
  timeZone: 'Europe/Moscow',
  person: OWNER,
  reports: ['desk.morning'],
  addresses: { post: `box of ${name}` },
  ...more,
})

export const request = (...to: string[]): SendRequest => ({
  report: 'desk.morning',
  date: '2023-12-31',
  edition: '2023-12-31',
  to,
  files: [],
  hasPictures: true,
})

/** A report that says for whom it was made. */
export async function tinyDocument(report: string, date: Day, { person, locale }: Asker): Promise<ReportDocument> {
  return {
    id: report,
    title: `${locale} for ${person.id}`,
    meaning: '',
    workspace: 'Acme',
    locale,
    currency: undefined,
    timeZone: 'Europe/Moscow',
    date,
    period: { from: date, to: date },
    asOf: {},
    madeAt: MORNING,
    blocks: [],
  }
}

export interface Desk {
  file: string
  world: PinnedWorld
  state: State
  post: ScriptedChannel
  delivery: Delivery
  /** another process on the same state, as far as the state can tell */
  open(options?: Partial<DeliveryOptions>, file?: string): Promise<Delivery>
  rows(): Promise<readonly OutboxRow[]>
  /** `head text-1 sent`, in the order of messages and parts */
  states(): Promise<string[]>
  close(): Promise<void>
}

/** A delivery on a real state in a folder of its own, with the administrator `admin`. */
export async function openDesk(options: Partial<DeliveryOptions> = {}): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-delivery-'))
  const file = join(folder, 'state.db')
  const world = pinnedWorld(MORNING)
  const post = scriptedChannel()
  const states: State[] = []
  const open = async (more: Partial<DeliveryOptions> = {}) => {
    const state = await openState({ file }, world)
    states.push(state)
    return createDelivery(
      {
        state,
        holder: { owner: `test:${states.length}`, leaseSeconds: 60 },
        channels: { post },
        recipients: [recipient('head'), recipient('admin')],
        administrators: ['admin'],
        unknown: 'ask',
        document: tinyDocument,
        ...options,
        ...more,
      },
      world,
    )
  }
  const delivery = await open()
  const [state] = states as [State]
  const rows = async () =>
    (await state.outbox.list({ limit: 10_000 })).toSorted(
      (a, b) => a.recipient.localeCompare(b.recipient) || a.order - b.order,
    )
  return {
    file,
    world,
    state,
    post,
    delivery,
    open,
    rows,
    states: async () => (await rows()).map((row) => `${row.recipient} ${row.part} ${row.state}`),
    async close() {
      await Promise.all(states.map((each) => each.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
