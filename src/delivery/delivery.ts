import { RequestError, type World } from '../base/index.ts'
import type { Delivery, DeliveryOptions } from './contract.ts'
import { createNotices } from './notices.ts'
import { createPump, type Pump } from './outbox-pump.ts'
import { createPeople } from './people.ts'
import { planReport } from './plan.ts'
import { sendReport } from './send-report.ts'
import { testSend } from './test-send.ts'
import { words } from './words.ts'

/** How long a one-time code for a chat is good. */
export const INVITATION_SECONDS = 3 * 24 * 3600

/** Reports to people through the outbox. One for each process; any number of processes may share a state. */
export function createDelivery(options: DeliveryOptions, world: World): Delivery {
  const people = createPeople(options)
  const notices = createNotices(options, { people, wake: () => pump.wakeIfRunning() }, world)
  const pump: Pump = createPump({ options, people, notices }, world)
  const parts = { options, people, notices, pump }
  return {
    plan: (request) => planReport(request, parts),
    send: (request) => sendReport(request, parts, world),
    flush: pump.flush,
    start: pump.start,
    stop: pump.stop,
    test: (recipient, report) => testSend(recipient, report, parts, world),
    async decide(id, what, by) {
      const row = await options.state.outbox.decide(id, what, by)
      pump.wakeIfRunning()
      return row
    },
    notices,
    async forget(afterDays) {
      const forgotten = await options.state.forget(afterDays)
      await notices.forget(forgotten.subjects)
      return forgotten
    },
    people: people.list,
    async invite(recipient, channel) {
      const known = people.find(recipient)
      if (!known || !people.channelsOf(known).includes(channel)) {
        throw new RequestError(words, 'not_in_settings', { recipient, channel })
      }
      return options.state.recipients.invite(recipient, channel, INVITATION_SECONDS)
    },
  }
}
