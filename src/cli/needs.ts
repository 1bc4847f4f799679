import { UsageError } from '../base/errors.ts'
import type { Ability } from '../base/index.ts'
import { words } from './cli.ts'
import type { COMMANDS } from './commands.ts'

/**
 * What somebody must be allowed to do for a command to be asked as them (`--as anna`). `machine`: the work of whoever sits at this
 * machine, which is done as nobody else.
 */
export const NEEDS: Readonly<Record<keyof typeof COMMANDS, Ability | 'machine'>> = {
  demo: 'machine',
  init: 'machine',
  sync: 'operate',
  load: 'operate',
  generate: 'machine',
  split: 'machine',
  schema: 'data',
  query: 'figures',
  analyze: 'figures',
  report: 'export',
  send: 'send',
  publish: 'operate',
  invite: 'send',
  people: 'machine',
  plan: 'machine',
  serve: 'machine',
  check: 'data',
  log: 'machine',
}

/** Whether a command may be asked as somebody. */
export const isAskedAs = (command: string): boolean => NEEDS[command as keyof typeof NEEDS] !== 'machine'

/**
 * What whoever asks by `--as` must be allowed.
 * @throws {UsageError} for a command of the machine
 */
export function abilityFor(command: string): Ability {
  const people = Object.entries(NEEDS).flatMap(([name, need]) => (need === 'machine' ? [] : [{ name, need }]))
  const found = people.find(({ name }) => name === command)
  if (found) return found.need
  throw new UsageError(words, 'as.not_here', { command, commands: people.map(({ name }) => name).join(', ') })
}
