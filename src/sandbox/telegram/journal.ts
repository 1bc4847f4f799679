import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  BotCommand,
  MessageContent,
  SandboxChat,
  SandboxFile,
  SandboxMessage,
  Standing,
  Update,
} from './records.ts'

type StoredFile = Omit<SandboxFile, 'bytes'>
type StoredMessage = Omit<SandboxMessage, 'photo' | 'document'> & { photo?: string; document?: string }

/** Everything that ever changes a stand-in: replaying the entries gives it back. */
export type JournalEntry =
  | { kind: 'chat'; chat: SandboxChat }
  | { kind: 'standing'; chatId: number; standing: Standing }
  | { kind: 'migrated'; chatId: number; toChatId: number }
  | { kind: 'file'; file: StoredFile }
  | { kind: 'message'; message: StoredMessage }
  | { kind: 'edited'; chatId: number; messageId: number; content: MessageContent; at: string }
  | { kind: 'deleted'; chatId: number; messageId: number; at: string }
  | { kind: 'commands'; key: string; commands: readonly BotCommand[] | null }
  | { kind: 'profile'; key: string; text: string }
  | { kind: 'update'; update: Update }
  | { kind: 'skipped'; updateId: number }
  | { kind: 'confirmed'; below: number }

/** Where entries and files go; in memory they go nowhere. */
export interface Journal {
  read(): JournalEntry[]
  write(entry: JournalEntry): void
  keepFile(id: string, bytes: Buffer): void
  bytesOf(id: string): Buffer
}

export function memoryJournal(): Journal {
  const files = new Map<string, Buffer>()
  return {
    read: () => [],
    write: () => undefined,
    keepFile: (id, bytes) => void files.set(id, bytes),
    bytesOf: (id) => files.get(id) ?? Buffer.alloc(0),
  }
}

/** JSON lines and files below `folder`; a last line that was cut by a crash is left out. */
export function folderJournal(folder: string): Journal {
  const lines = join(folder, 'journal.ndjson')
  const fileOf = (id: string) => join(folder, 'files', id)
  mkdirSync(join(folder, 'files'), { recursive: true })
  return {
    read() {
      if (!existsSync(lines)) return []
      const text = readFileSync(lines, 'utf8')
      const whole = text.slice(0, text.lastIndexOf('\n') + 1)
      if (whole.length < text.length) writeFileSync(lines, whole)
      return whole
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as JournalEntry)
    },
    write: (entry) => appendFileSync(lines, `${JSON.stringify(entry)}\n`),
    keepFile: (id, bytes) => writeFileSync(fileOf(id), bytes),
    bytesOf: (id) => readFileSync(fileOf(id)),
  }
}
