import { dayOf } from '../../../base/index.ts'
import type { SandboxMessage } from '../records.ts'

/** What stands one below the other in a conversation. */
export type Block =
  | { kind: 'day'; at: string }
  | { kind: 'topic'; id: number }
  | { kind: 'service'; message: SandboxMessage }
  | { kind: 'deleted'; message: SandboxMessage }
  /** one message, or an album; the first and the last of what one author says in a row look otherwise */
  | { kind: 'bubble'; messages: readonly SandboxMessage[]; isFirst: boolean; isLast: boolean }

const RUN_MINUTES = 10

export function blocksOf(messages: readonly SandboxMessage[], timeZone: string): Block[] {
  const blocks: Block[] = []
  let day = ''
  let topic: number | undefined
  for (const message of messages) {
    const on = dayOf(message.sentAt, timeZone)
    if (on !== day) blocks.push({ kind: 'day', at: message.sentAt })
    day = on
    if (message.threadId !== undefined && message.threadId !== topic)
      blocks.push({ kind: 'topic', id: message.threadId })
    topic = message.threadId ?? topic
    add(blocks, message)
  }
  return blocks
}

function add(blocks: Block[], message: SandboxMessage): void {
  if (message.service) return void blocks.push({ kind: 'service', message })
  if (message.deletedAt) return void blocks.push({ kind: 'deleted', message })
  const before = blocks.at(-1)
  const previous = before?.kind === 'bubble' ? before.messages.at(-1) : undefined
  if (before?.kind !== 'bubble' || !previous) {
    return void blocks.push({ kind: 'bubble', messages: [message], isFirst: true, isLast: true })
  }
  if (message.mediaGroupId !== undefined && message.mediaGroupId === previous.mediaGroupId) {
    blocks[blocks.length - 1] = { ...before, messages: [...before.messages, message] }
    return
  }
  const minutes = (Date.parse(message.sentAt) - Date.parse(previous.sentAt)) / 60_000
  const isRun = message.from?.id === previous.from?.id && minutes < RUN_MINUTES
  if (isRun) blocks[blocks.length - 1] = { ...before, isLast: false }
  blocks.push({ kind: 'bubble', messages: [message], isFirst: !isRun, isLast: true })
}
