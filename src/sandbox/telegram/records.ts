import type { TextEntity } from './entity.ts'

/** A chat that the bot may write to. Group ids are negative, those of supergroups and channels begin with -100. */
export interface SandboxChat {
  id: number
  type: 'private' | 'group' | 'supergroup' | 'channel'
  /** a person's name or a group's title */
  name: string
  username?: string
  /** what Telegram tells bots about a person's language */
  languageCode?: string
  /** a supergroup that has them is a forum */
  topics?: readonly { id: number; name: string }[]
  /** who speaks in a group when `from` is not given: the first of them */
  members?: readonly SandboxPerson[]
}

export interface SandboxPerson {
  id: number
  name: string
  username?: string
  languageCode?: string
}

/** Why the bot cannot write to a chat any more. */
export type Standing = 'well' | 'blocked' | 'kicked' | 'deactivated'

/** A file that the stand-in keeps. */
export interface SandboxFile {
  id: string
  name: string
  /** the address below `<root>/file/bot<token>/` */
  path: string
  size: number
  width?: number
  height?: number
  readonly bytes: Buffer
}

export type InlineButton = Readonly<{ text: string; callback_data?: string; url?: string }>

/** What of a message can be changed. */
export interface MessageContent {
  /** the text or the caption, markup parsed */
  text: string
  entities: readonly TextEntity[]
  buttons: readonly (readonly InlineButton[])[]
}

/** A message as the stand-in keeps it. Instants are ISO 8601 texts. */
export interface SandboxMessage extends MessageContent {
  /** counted from 1 over all chats, in the order of arrival */
  number: number
  id: number
  chatId: number
  threadId?: number
  sentAt: string
  /** absent: the bot */
  from?: SandboxPerson
  photo?: SandboxFile
  document?: SandboxFile
  mediaGroupId?: string
  replyToId?: number
  isSilent: boolean
  /** a line between messages: the group was upgraded, the bot was blocked */
  service?: ServiceLine
  /** what it was before each edit, oldest first */
  edits: readonly (MessageContent & { editedAt: string })[]
  deletedAt?: string
}

export type ServiceLine = 'upgraded' | 'blocked' | 'unblocked' | 'kicked'

export interface BotCommand {
  command: string
  description: string
}

/** An update as the Bot API gives it. */
export type Update = Readonly<{ update_id: number } & Record<string, unknown>>
