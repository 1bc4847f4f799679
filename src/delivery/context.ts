import type { DeliveryOptions } from './contract.ts'
import type { OwnNotices } from './notices.ts'
import type { People } from './people.ts'

/** What sending is done with. */
export interface Delivering {
  options: DeliveryOptions
  people: People
  notices: OwnNotices
}
