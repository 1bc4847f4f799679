import { readFileSync } from 'node:fs'
import { CALLS, straceMissing, type Cut } from './life.ts'

/** Of ten cuts so many come at a moment and not at a call. */
const MOMENTS_OF_TEN = 2
const LATEST_MILLISECONDS = 2500
/** so often a start alone writes to the state */
const SURE_WRITES = 20

/** How often the busiest thread of an undisturbed day made each call: strace counts each thread by itself. */
export type CallCounts = ReadonlyMap<string, number>

/** Reads what strace wrote: `PID call(…`, and `PID <... call resumed>` for the end of one that another thread came between. */
export function callCounts(trace: string): CallCounts {
  const byThread = new Map<string, number>()
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const [, thread, call] = /^(\d+)\s+(\w+)\(/.exec(line) ?? []
    if (call !== undefined) byThread.set(`${call} ${thread}`, (byThread.get(`${call} ${thread}`) ?? 0) + 1)
  }
  const most = new Map<string, number>()
  for (const [key, count] of byThread) {
    const [call = ''] = key.split(' ')
    most.set(call, Math.max(most.get(call) ?? 0, count))
  }
  return most
}

/**
 * Cuts at any call and any moment; every kind of call has its turn, early ones more often than late ones. The first is one that
 * no day can miss.
 */
export function randomCuts(counts: CallCounts): () => Cut {
  const calls = CALLS.filter((call) => counts.has(call))
  let turn = Math.floor(Math.random() * 100)
  let isFirst = true
  return () => {
    if (isFirst && straceMissing === undefined) {
      isFirst = false
      return { call: 'pwrite64', number: 1 + Math.floor(Math.random() * SURE_WRITES) }
    }
    turn += 1
    const call = calls[turn % calls.length]
    if (straceMissing !== undefined || call === undefined || turn % 10 < MOMENTS_OF_TEN)
      return { milliseconds: Math.random() * LATEST_MILLISECONDS }
    return { call, number: 1 + Math.floor((counts.get(call) ?? 1) * Math.random() ** 3) }
  }
}
