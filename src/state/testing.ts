import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { World } from '../base/index.ts'
import type { Holder, NewPart, Said, State } from './contract.ts'
import { openState } from './state.ts'

export const SAID: Said = { ru: 'так вышло', en: 'it happened' }

export const holder = (owner: string, leaseSeconds = 60): Holder => ({ owner, leaseSeconds })

export const part = (name: string, order = 1, more: Partial<NewPart> = {}): NewPart => ({
  report: 'support.morning',
  recipient: 'head',
  channel: 'telegram',
  edition: '2023-12-31',
  part: name,
  order,
  body: { text: name },
  ...more,
})

/** For tests: a state in a folder of its own, and whatever else is opened on the same file. */
export function stateFolder(): { file: string; open(world: World): Promise<State>; remove(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-state-'))
  const file = join(folder, 'state.db')
  const opened: State[] = []
  return {
    file,
    async open(world) {
      const state = await openState({ file }, world)
      opened.push(state)
      return state
    },
    async remove() {
      for (const state of opened) await state.close()
      rmSync(folder, { recursive: true })
    },
  }
}
