import type { Asker } from '../../figures/index.ts'
import type { Day } from '../../base/index.ts'
import type { Secret } from '../../kit/index.ts'
import type { ReportDocument } from '../../reports/index.ts'
import type { Said, State } from '../../state/index.ts'
import type { Recipient } from '../contract.ts'

/** `delivery.telegram` of svodka.config.ts. */
export interface TelegramSettings {
  token: Secret
  /** a Bot API server of one's own; Telegram's when absent */
  apiRoot?: string | undefined
  /** `http://`, `https://` or `socks5://`, with a name and password in it where it needs them */
  proxy?: string | undefined
  mode: 'polling' | 'webhook'
  /** where Telegram hands over what people write, and the secret by which it is known to be Telegram */
  webhook?: { url: string; secret: Secret } | undefined
  /** how long a connection may take, and then the answer (a file longer by its size); a message whose answer did not come in time is `unknown` */
  timeouts: { connectSeconds: number; answerSeconds: number }
}

/** A person's chat, a group or a topic of it by its number; or whoever presents the one-time code. */
export type TelegramAddress = number | { chat: number; topic?: number | undefined } | 'invited'

export interface BotOptions {
  settings: TelegramSettings
  state: State
  recipients: readonly Recipient[]
  /** makes a report for a day as somebody; errors say what to do next */
  document(report: string, date: Day, asker: Asker): Promise<ReportDocument>
  /** reports that there are for this person, in their language */
  reportTitles(
    asker: Asker,
  ): Promise<readonly { id: string; title: string }[]> | readonly { id: string; title: string }[]
  /** what comes to them when: `Отчёт «Утро поддержки» — в 08:45 (Москва), ежедневно`; empty when nothing is scheduled */
  when(recipient: Recipient): string | Promise<string>
  /** what /today sends; the first of the recipient's reports when absent */
  today?: (recipient: Recipient) => readonly string[]
  /** the report's date */
  date(): Day
  /** the bot cannot go on, or not as it should: for the administrator */
  onTrouble?: (subject: string, cause: Said) => void
  /** it takes up what people write: at its start, and after a trouble that was told */
  onWell?: (subject: string) => void
  /** told of each update that was taken up; `kind` is Telegram's: message, callback_query, my_chat_member */
  onUpdate?: (kind: string, isWell: boolean) => void
}

export interface Bot {
  /** Takes up what people write, until `stop`; returns at once. Registers the commands first. */
  start(): void
  /** Ends after the update that is being answered. */
  stop(): Promise<void>
  /** Telegram knows the bot, and the last attempt to take up what people write went well */
  isConnected(): boolean
  /** What Telegram posts to the webhook. 200 once it is handled, 401 with another secret than ours. */
  handleWebhook(request: Request): Promise<Response>
}
