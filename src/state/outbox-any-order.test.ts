import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { pinnedWorld } from '../../test/pinned-world.ts'
import type { OutboxRow, OutboxState, OutboxStore, Settled } from './contract.ts'
import { ENGINES, holder, ownState, part, SAID, type TestState } from './testing.ts'

const RUNS = process.env['SVODKA_FULL'] === '1' ? { sqlite: 500, postgres: 100 } : { sqlite: 40, postgres: 10 }
const PARTS = ['text-1', 'picture-1', 'file-1']
const OUTCOMES: readonly Settled[] = [
  { state: 'sent', receipt: 'r' },
  { state: 'unknown', cause: SAID },
  { state: 'failed', cause: SAID },
  { state: 'waiting', cause: SAID, notBefore: '2024-01-01T00:00:00Z' },
]

let own: TestState | undefined
afterEach(() => own?.remove())

type Step =
  | { do: 'claim'; owner: number }
  | { do: 'wire'; owner: number }
  | { do: 'settle'; owner: number; outcome: Settled }
  | { do: 'decide'; row: number; what: 'resend' | 'cancel' }
  | { do: 'add' | 'recover' | 'failRest' | 'forget' }
  | { do: 'wait'; seconds: number }

const owner = fc.nat({ max: 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('claim' as const), owner }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wire' as const), owner }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('settle' as const), owner, outcome: fc.constantFrom(...OUTCOMES) }),
  },
  fc.record({
    do: fc.constant('decide' as const),
    row: fc.nat({ max: 5 }),
    what: fc.constantFrom('resend' as const, 'cancel' as const),
  }),
  fc.record({ do: fc.constantFrom('add' as const, 'recover' as const, 'failRest' as const, 'forget' as const) }),
  fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 30, 61) }),
)

/** What a person may decide, a sender do, a recovery find: every way from a state into another. */
const MAY_BECOME: Readonly<Record<OutboxState, readonly OutboxState[]>> = {
  waiting: ['sending', 'failed', 'cancelled'],
  sending: ['sent', 'unknown', 'failed', 'waiting'],
  sent: [],
  unknown: ['sent', 'failed', 'waiting', 'cancelled'],
  failed: ['waiting', 'cancelled'],
  cancelled: [],
}

test.each(ENGINES)(
  '%s: whatever two senders, a recovery and a person do in any order, no row is lost and none leaves sent',
  async (engine) => {
    const world = pinnedWorld('2024-01-01T06:00:00Z')
    own = await ownState(engine)
    const state = await own.open(world)
    const other = await own.open(world)
    const outboxes = [state.outbox, other.outbox] as const
    let edition = 0

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        edition += 1
        const message = (recipient: string) =>
          PARTS.map((name, place) =>
            part(name, place, { recipient, edition: String(edition), content: new Uint8Array([place]) }),
          )
        const parts = [...message('head'), ...message('other')]
        await outboxes[0].add(parts)
        const held: (OutboxRow | undefined)[] = []
        let before = await rowsOf(outboxes[0], edition)

        for (const each of steps) {
          const isRefused = await take(each, outboxes, held, before, parts, world)
          const after = await rowsOf(outboxes[0], edition)
          expect(after.map((row) => row.id)).toEqual(before.map((row) => row.id))
          expect(after.flatMap((row, place) => faultsOf(before[place] as OutboxRow, row, each))).toEqual([])
          expect(messagesOutOfOrder(after)).toEqual([])
          expect(isRefused ? after : before).toEqual(before)
          before = after
        }
      }),
      { numRuns: RUNS[engine], seed: 20240101 },
    )
  },
  300_000,
)

function faultsOf(was: OutboxRow, row: OutboxRow, step: Step): string[] {
  const change = `${step.do}: ${was.state} → ${row.state}`
  if (was.state === 'sent' && row.receipt !== 'r') return [`${change}, receipt ${row.receipt}`]
  if (row.state === was.state) return []
  if (step.do === 'recover' && was.isOnWire && row.state !== 'unknown') return [`${change}, though on the wire`]
  return MAY_BECOME[was.state].includes(row.state) ? [] : [change]
}

const rowsOf = async (outbox: OutboxStore, edition: number) => {
  const rows = await outbox.list({ edition: String(edition), limit: 100 })
  return rows.toSorted((one, another) => (one.id < another.id ? -1 : 1))
}

/** Messages of which a part is being sent though an earlier one still waits for its first time; a person may send one again later. */
const messagesOutOfOrder = (rows: readonly OutboxRow[]): OutboxRow[] =>
  rows.filter(
    (row) =>
      row.state === 'sending' &&
      rows.some(
        (earlier) =>
          earlier.recipient === row.recipient &&
          earlier.order < row.order &&
          earlier.state === 'waiting' &&
          earlier.attempt === 0,
      ),
  )

/** @returns whether the step was refused */
async function take(
  step: Step,
  outboxes: readonly [OutboxStore, OutboxStore],
  held: (OutboxRow | undefined)[],
  rows: readonly OutboxRow[],
  parts: Parameters<OutboxStore['add']>[0],
  world: ReturnType<typeof pinnedWorld>,
): Promise<boolean> {
  const name = (who: number) => `owner-${who}`
  const outbox = outboxes['owner' in step ? (step.owner as 0 | 1) : 0]
  try {
    switch (step.do) {
      case 'claim':
        held[step.owner] = await outbox.claim(holder(name(step.owner)))
        break
      case 'wire':
        await outbox.onWire(held[step.owner]?.id ?? 'none', name(step.owner))
        break
      case 'settle':
        await outbox.settle(held[step.owner]?.id ?? 'none', name(step.owner), step.outcome)
        break
      case 'decide':
        await outbox.decide(rows[step.row]?.id ?? '', step.what, 'anna')
        break
      case 'add':
        await outbox.add(parts)
        break
      case 'recover':
        await outbox.recover(SAID)
        break
      case 'failRest': {
        const { report, recipient, channel, edition } = parts[0] as (typeof parts)[number]
        await outbox.failRest({ report, recipient, channel, edition }, SAID)
        break
      }
      case 'forget':
        await outbox.forgetContents(world.now().toISOString())
        break
      case 'wait':
        await world.sleep(step.seconds * 1000)
    }
    return false
  } catch (error) {
    if ((error as { name?: string }).name !== 'SvodkaError') throw error
    return true
  }
}
