import { Worker } from 'node:worker_threads'
import { SvodkaError } from '../base/index.ts'
import type { RenderedFile } from './contract.ts'
import type { Drawing, DrawingOrder, DrawingResult } from './drawing-worker.ts'
import { words } from './words.ts'

/** The library of pictures keeps native memory: after so many its thread is replaced. */
export const PICTURES_PER_THREAD = 50
const IDLE_MILLISECONDS = 20_000

interface Thread {
  worker: Worker
  pictures: number
  waiting: Map<number, { resolve(files: RenderedFile[]): void; reject(error: unknown): void }>
  idle: NodeJS.Timeout | undefined
}

let current: Thread | undefined
let orders = 0
let last: Promise<unknown> = Promise.resolve()

/**
 * Files of a report with its charts drawn, made in a thread of its own, one report at a time: laying out pages keeps a processor busy
 * for seconds, in which the server goes on answering, and what its libraries took goes back with the thread.
 * @throws {SvodkaError} `picture_failed` with the reason
 */
export function draw(drawing: Drawing): Promise<RenderedFile[]> {
  const turn = last.then(() => ordered(drawing))
  last = turn.catch(() => undefined)
  return turn
}

/** The number of the thread that drew last, while it lives. */
export const drawingThreadId = (): number | undefined => current?.worker.threadId

/** Ends the drawing thread at once; the next report starts a new one. */
export async function closeDrawing(): Promise<void> {
  const thread = current
  current = undefined
  if (thread) await end(thread)
}

async function ordered(drawing: Drawing): Promise<RenderedFile[]> {
  if (current && current.pictures >= PICTURES_PER_THREAD) await closeDrawing()
  const thread = (current ??= start())
  clearTimeout(thread.idle)
  try {
    const files = await new Promise<RenderedFile[]>((resolve, reject) => {
      const id = (orders += 1)
      thread.waiting.set(id, { resolve, reject })
      thread.worker.ref()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      thread.worker.postMessage({ ...drawing, id } satisfies DrawingOrder)
    })
    if (drawing.format === 'png') thread.pictures += files.length
    return files
  } finally {
    thread.worker.unref()
    thread.idle = setTimeout(() => void (current === thread && closeDrawing()), IDLE_MILLISECONDS).unref()
  }
}

function start(): Thread {
  // beside this file, in whichever language it runs
  const worker = new Worker(new URL(import.meta.url.replace(/thread\.([jt]s)(\?.*)?$/, 'worker.$1')))
  const thread: Thread = { worker, pictures: 0, waiting: new Map(), idle: undefined }
  worker.on('message', (result: DrawingResult) => {
    const waiting = thread.waiting.get(result.id)
    thread.waiting.delete(result.id)
    if ('files' in result) waiting?.resolve(result.files)
    else waiting?.reject('noPicture' in result ? pictureFailed(result.noPicture) : result.error)
  })
  const fail = (reason: string) => {
    if (current === thread) current = undefined
    for (const { reject } of thread.waiting.values()) reject(new Error(reason))
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
