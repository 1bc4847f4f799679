import { fork } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ManualWorld } from '../../src/scheduler/testing.ts'
import type { State } from '../../src/state/index.ts'

/** A process of this folder whose clock is what its parent says. */
export interface Follower {
  kill(): void
  /** sets its clock and lets it do what is due; false when it died */
  look(now: string): Promise<boolean>
  end(): Promise<void>
}

/** Starts a child that calls `follow`. @returns it, once it follows or has died */
export async function startFollower(file: string, given: readonly (string | number)[]): Promise<Follower> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = fork(path, given.map(String), { execPath: process.execPath })
  const answer = () =>
    new Promise<boolean>((resolve) => {
      const ended = () => resolve(false)
      if (child.exitCode !== null || child.signalCode !== null) return ended()
      child.once('exit', ended)
      child.once('message', () => {
        child.off('exit', ended)
        resolve(true)
      })
    })
  await answer()
  return {
    kill: () => void child.kill('SIGKILL'),
    look(now) {
      const answered = answer()
      // one that is being killed has closed its channel before it is gone
      if (child.connected) child.send({ now }, () => {})
      return answered
    },
    async end() {
      if (!child.connected) return
      const over = new Promise((resolve) => child.once('exit', resolve))
      child.send({})
      await over
    },
  }
}

/** Looks at the clock from one instant to another, the last included, with so many minutes between them, again and again. */
export function* looks(from: string, to: string, strides: readonly number[]): Generator<string> {
  let at = Date.parse(from)
  for (let turn = 0; at < Date.parse(to); turn++) {
    yield new Date(at).toISOString()
    at += (strides[turn % strides.length] ?? 1) * 60_000
  }
  yield to
}

/** In a child: does what is due at each look, until its parent ends it. */
export function follow(world: ManualWorld, state: State, doWhatIsDue: () => Promise<unknown>): void {
  process.on('message', (message: { now?: string }) => {
    if (message.now === undefined) return void state.close().then(() => process.disconnect())
    world.set(message.now)
    void doWhatIsDue().then(() => process.send?.({}))
  })
  process.send?.({})
}

/** In a child: a step that is called between any two things that it does, and at one of its calls is its death. */
export function stepUntil(dieAt: string): () => void {
  let steps = 0
  return () => {
    steps += 1
    if (steps === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
  }
}

/** In a child: sends what the outbox gives out, by writing each part's id to a file. */
export async function sendAll(
  { outbox }: State,
  holder: { owner: string; leaseSeconds: number },
  sentFile: string,
  step: () => void,
): Promise<void> {
  for (let row = await outbox.claim(holder); row; row = await outbox.claim(holder)) {
    step()
    await outbox.onWire(row.id, holder.owner)
    step()
    appendFileSync(sentFile, `${row.id}\n`)
    step()
    await outbox.settle(row.id, holder.owner, { state: 'sent', receipt: holder.owner })
    step()
  }
}
