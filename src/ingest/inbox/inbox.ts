import type { Locale, World } from '../../base/index.ts'
import type { Cursor, Entity, Received } from '../../kit/index.ts'
import type { IngestSource } from '../contract.ts'
import { openDoor, pathOf, type Door } from './door.ts'
import { startLoader, type Loader } from './loader.ts'
import { receive, type Post, type PostAnswer } from './receive.ts'

export interface InboxOptions {
  sources: readonly IngestSource[]
  /** what rows become: their columns are checked when they come */
  entities: readonly Entity[]
  /** `data/inbox`; its parent must be there */
  folder: string
  /** where this machine's server is reached: `http://127.0.0.1:8450` */
  address: () => string
  /** of answers to whoever names no language */
  locale: Locale
  /** how far a stream was loaded, as the warehouse knows it */
  cursor: (source: string, stream: string) => Promise<Cursor | undefined>
}

/** Takes records that are posted, and keeps them on disk until they are loaded. Of a workspace one process at a time has one. */
export interface Inbox {
  /** whether any source waits for records */
  readonly isNeeded: boolean
  /** @returns when what was posted is on disk, or why it is not */
  receive(post: Post): Promise<PostAnswer>
  of(source: string): Received | undefined
  /** from now on `load` is called soon after something came, and again until it is loaded */
  startLoading(load: (source: string) => Promise<unknown>): void
  /** waits for what is on its way to the disk */
  close(): Promise<void>
}

/** Nothing is touched on disk before the first request comes or is asked for. */
export function openInbox({ sources, entities, folder, address, locale, cursor }: InboxOptions, world: World): Inbox {
  const doors = new Map<string, Door>()
  for (const { id, definition, settings } of sources) {
    const receiving = definition.receives?.(settings)
    if (receiving) doors.set(id, openDoor(id, receiving, entities, folder, world))
  }
  const loaders: Loader[] = []
  return {
    isNeeded: doors.size > 0,
    async receive(post) {
      const answer = await receive(post, doors.get(post.source), localeOf(post, locale), world)
      if (answer.status === 202) for (const loader of loaders) loader.came(post.source)
      return answer
    },
    of(source) {
      const door = doors.get(source)
      if (!door) return undefined
      const journal = (stream: string) => door.streams.get(stream)?.journal
      return {
        address: (stream) => `${address()}${pathOf(source, stream)}`,
        waiting: async (stream) =>
          (await journal(stream)?.waiting(await cursor(source, stream))) ?? { requests: 0, rows: 0, since: undefined },
        take: (stream, after) => journal(stream)?.take(after) ?? nothing(),
      }
    },
    startLoading: (load) => void loaders.push(startLoader(doors, load, world)),
    async close() {
      await Promise.all(loaders.map((loader) => loader.stop()))
      for (const { streams } of doors.values()) for (const { journal } of streams.values()) await journal.close()
    },
  }
}

async function* nothing(): AsyncGenerator<never> {}

const localeOf = ({ headers }: Post, fallback: Locale): Locale => {
  const language = headers['accept-language']?.trim().slice(0, 2).toLowerCase()
  return language === 'ru' || language === 'en' ? language : fallback
}
