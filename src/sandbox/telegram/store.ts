import { createHash } from 'node:crypto'
import type { Upload } from './body.ts'
import { pictureSize } from './images.ts'
import type { Journal, JournalEntry } from './journal.ts'
import type {
  BotCommand,
  MessageContent,
  SandboxChat,
  SandboxFile,
  SandboxMessage,
  ServiceLine,
  Standing,
  Update,
} from './records.ts'

export interface KeptChat {
  chat: SandboxChat
  standing: Standing
  migratedTo?: number
  lastMessageId: number
}

export type NewMessage = Partial<MessageContent> &
  Pick<SandboxMessage, 'chatId'> &
  Partial<
    Pick<SandboxMessage, 'threadId' | 'from' | 'photo' | 'document' | 'mediaGroupId' | 'replyToId' | 'isSilent'>
  > & {
    service?: ServiceLine
  }

/** What the stand-in holds. It changes only by entries of the journal, so that a restart finds it as it was. */
export type Store = ReturnType<typeof createStore>

export function createStore(journal: Journal, now: () => Date) {
  const chats = new Map<number, KeptChat>()
  const messages: SandboxMessage[] = []
  const files = new Map<string, SandboxFile>()
  const commands = new Map<string, readonly BotCommand[]>()
  const profile = new Map<string, string>()
  const pending: Update[] = []
  let lastUpdateId = 0

  const find = (chatId: number, messageId: number) =>
    messages.find((message) => message.chatId === chatId && message.id === messageId)

  const apply = (entry: JournalEntry): void => {
    switch (entry.kind) {
      case 'chat': {
        const known = chats.get(entry.chat.id)
        chats.set(entry.chat.id, { standing: 'well', lastMessageId: 0, ...known, chat: entry.chat })
        return
      }
      case 'standing':
        return void Object.assign(chats.get(entry.chatId) ?? {}, { standing: entry.standing })
      case 'migrated':
        return void Object.assign(chats.get(entry.chatId) ?? {}, { migratedTo: entry.toChatId })
      case 'file':
        return void files.set(entry.file.id, withBytes(entry.file, journal))
      case 'message':
        return receive(entry.message)
      case 'edited': {
        const message = find(entry.chatId, entry.messageId)
        if (!message) return
        const { text, entities, buttons } = message
        const edits = [...message.edits, { text, entities, buttons, editedAt: entry.at }]
        return void Object.assign(message, entry.content, { edits })
      }
      case 'deleted':
        return void Object.assign(find(entry.chatId, entry.messageId) ?? {}, { deletedAt: entry.at })
      case 'commands':
        return void (entry.commands ? commands.set(entry.key, entry.commands) : commands.delete(entry.key))
      case 'profile':
        return void profile.set(entry.key, entry.text)
      case 'update':
        lastUpdateId = entry.update.update_id
        return void pending.push(entry.update)
      case 'skipped':
        lastUpdateId = entry.updateId
        return
      case 'confirmed':
        while ((pending[0]?.update_id ?? entry.below) < entry.below) pending.shift()
        return
    }
  }

  const receive = ({ photo, document, ...message }: Extract<JournalEntry, { kind: 'message' }>['message']): void => {
    const picture = photo === undefined ? undefined : files.get(photo)
    const paper = document === undefined ? undefined : files.get(document)
    messages.push({ ...message, ...(picture && { photo: picture }), ...(paper && { document: paper }) })
    const chat = chats.get(message.chatId)
    if (chat) chat.lastMessageId = message.id
  }

  const write = (entry: JournalEntry): void => {
    journal.write(entry)
    apply(entry)
  }

  for (const entry of journal.read()) apply(entry)

  return {
    chats: chats as ReadonlyMap<number, KeptChat>,
    messages: messages as readonly SandboxMessage[],
    commands: commands as ReadonlyMap<string, readonly BotCommand[]>,
    profile: profile as ReadonlyMap<string, string>,
    pending: pending as readonly Update[],
    find,
    write,
    fileBy: (pick: (file: SandboxFile) => boolean) => files.values().find(pick),
    nextUpdateId: () => lastUpdateId + 1,

    addMessage({ photo, document, ...given }: NewMessage): SandboxMessage {
      const message = {
        text: '',
        entities: [],
        buttons: [],
        isSilent: false,
        ...given,
        number: messages.length + 1,
        id: (chats.get(given.chatId)?.lastMessageId ?? 0) + 1,
        sentAt: now().toISOString(),
        edits: [],
        ...(photo && { photo: photo.id }),
        ...(document && { document: document.id }),
      }
      write({ kind: 'message', message })
      return messages.at(-1) as SandboxMessage
    },

    addFile(upload: Upload, kind: 'photos' | 'documents'): SandboxFile {
      const number = files.size
      const extension = /\.[a-z0-9]{1,5}$/i.exec(upload.name)?.[0] ?? (kind === 'photos' ? '.jpg' : '.dat')
      const digest = createHash('sha256').update(upload.bytes).digest('base64url').slice(0, 24)
      const id = `${kind === 'photos' ? 'AgACAg' : 'BQACAg'}${digest}-${number}`
      journal.keepFile(id, upload.bytes)
      const size = kind === 'photos' ? pictureSize(upload.bytes) : undefined
      const file = {
        id,
        name: upload.name,
        path: `${kind}/file_${number}${extension}`,
        size: upload.bytes.length,
        ...size,
      }
      write({ kind: 'file', file })
      return files.get(id) as SandboxFile
    },
  }
}

function withBytes(file: Omit<SandboxFile, 'bytes'>, journal: Journal): SandboxFile {
  return {
    ...file,
    get bytes() {
      return journal.bytesOf(file.id)
    },
  }
}
