import type { World } from '../base/index.ts'
import type { LastOf, State } from '../state/index.ts'
import type { Audit } from './contract.ts'
import type { Directory } from './directory.ts'
import type { OneTime } from './one-time.ts'
import type { Passes } from './passes.ts'
import type { Passwords } from './passwords.ts'
import type { Throttle } from './throttle.ts'

/** What the ways in, the account and the list of people share. */
export interface Parts {
  state: State
  directory: Directory
  passes: Passes
  passwords: Passwords
  throttle: Throttle
  oneTime: OneTime
  audit: Audit
  /** of administrators one always stays */
  lastAdmin: LastOf
  world: World
}

export const ADMIN = 'admin'

export const secondsFrom = (world: World, seconds: number): string =>
  new Date(world.now().getTime() + seconds * 1000).toISOString()
