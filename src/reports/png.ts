import { Worker } from 'node:worker_threads'
import { SvodkaError } from '../base/index.ts'
import type { PngOrder, PngResult } from './png-worker.ts'
import { words } from './words.ts'

/** The drawing library keeps native memory: after so many pictures its thread is replaced. */
export const PICTURES_PER_THREAD = 50
const IDLE_MILLISECONDS = 20_000

interface Thread {
  worker: Worker
  drawn: number
  waiting: Map<number, { resolve(png: Uint8Array): void; reject(error: Error): void }>
  idle: NodeJS.Timeout | undefined
}

let current: Thread | undefined
let orders = 0
let last: Promise<unknown> = Promise.resolve()

/**
 * An SVG picture as PNG, drawn in a thread of its own with a Cyrillic face; one at a time.
 * @param scale pixels of the picture per pixel of the SVG
 * @throws {SvodkaError} `picture_failed` with the reason
 */
export function renderPng(svg: string, { scale = 2 }: { scale?: number } = {}): Promise<Uint8Array> {
  const turn = last.then(() => draw(svg, scale))
  last = turn.catch(() => undefined)
  return turn
}

/** The number of the thread that drew last, while it lives. */
export const pngThreadId = (): number | undefined => current?.worker.threadId

/** Ends the drawing thread at once; the next picture starts a new one. */
export async function closePngThread(): Promise<void> {
  const thread = current
  current = undefined
  if (thread) await end(thread)
}

async function draw(svg: string, scale: number): Promise<Uint8Array> {
  if (current && current.drawn >= PICTURES_PER_THREAD) await closePngThread()
  const thread = (current ??= start())
  clearTimeout(thread.idle)
  thread.drawn += 1
  try {
    return await new Promise((resolve, reject) => {
      const id = (orders += 1)
      thread.waiting.set(id, { resolve, reject })
      thread.worker.ref()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      thread.worker.postMessage({ id, svg, scale } satisfies PngOrder)
    })
  } finally {
    thread.worker.unref()
    thread.idle = setTimeout(() => void (current === thread && closePngThread()), IDLE_MILLISECONDS).unref()
  }
}

function start(): Thread {
  // beside this file, in whichever language it runs
  const worker = new Worker(new URL(import.meta.url.replace(/png\.([jt]s)(\?.*)?$/, 'png-worker.$1')))
  const thread: Thread = { worker, drawn: 0, waiting: new Map(), idle: undefined }
  worker.on('message', (result: PngResult) => {
    const waiting = thread.waiting.get(result.id)
    thread.waiting.delete(result.id)
    if ('png' in result) waiting?.resolve(result.png)
    else waiting?.reject(pictureFailed(result.error))
  })
  const fail = (reason: string) => {
    if (current === thread) current = undefined
    for (const { reject } of thread.waiting.values()) reject(pictureFailed(reason))
    thread.waiting.clear()
  }
  worker.on('error', (error) => fail(error instanceof Error ? error.message : String(error)))
  worker.on('exit', (code) => fail(`the drawing thread ended with code ${code}`))
  return thread
}

async function end(thread: Thread): Promise<void> {
  clearTimeout(thread.idle)
  await thread.worker.terminate()
}

const pictureFailed = (reason: string): SvodkaError =>
  new SvodkaError(words, 'picture_failed', { reason }, { recovery: 'skip' })
