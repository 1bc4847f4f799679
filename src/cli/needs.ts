import type { Ability } from '../base/index.ts'

/**
 * What somebody must be allowed to do for a command to be asked as them (`--as anna`). `machine`: the work of whoever sits at this
 * machine, which is done as nobody else.
 */
export const NEEDS = Object.freeze({
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
  backup: 'machine',
  restore: 'machine',
  serve: 'machine',
  check: 'data',
  log: 'machine',
} satisfies Readonly<Record<string, Ability | 'machine'>>)

export type CommandName = keyof typeof NEEDS

/** Of what is no command, and of the machine's own, nothing that anybody could be allowed. */
export function needOf(command: string): Ability | undefined {
  const need = Object.entries(NEEDS).find(([name]) => name === command)?.[1]
  return need === 'machine' ? undefined : need
}
