import { hash, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import type { World } from '../../base/index.ts'
import type { Entity, Receiving } from '../../kit/index.ts'
import { checkOf, type RowCheck } from './checks.ts'
import { Journal } from './journal.ts'
import { createRate, type Rate } from './rate.ts'

/** A source that receives: who may post to it, how often, and what for. */
export interface Door {
  receiving: Receiving
  token: Buffer
  rate: Rate
  streams: ReadonlyMap<string, StreamDoor>
}

export interface StreamDoor {
  check: RowCheck
  journal: Journal
  /** requests with a key that are on their way to the disk */
  underWay: Map<string, { digest: string; answer: Promise<string> }>
}

export const pathOf = (source: string, stream: string): string => `/api/ingest/${source}/${stream}`

/** @param root where the inbox lies: `data/inbox` */
export function openDoor(
  id: string,
  receiving: Receiving,
  entities: readonly Entity[],
  root: string,
  world: World,
): Door {
  const { streams, token, requestsPerMinute, rememberHours } = receiving
  const doors = Object.entries(streams).map(([name, stream]): [string, StreamDoor] => {
    const entity = entities.find((each) => each.id === stream.entity)
    const folder = join(root, id, name)
    const journal = new Journal({ folder, root, name: pathOf(id, name), rememberHours }, world)
    return [name, { check: checkOf(entity, stream), journal, underWay: new Map() }]
  })
  return {
    receiving,
    token: sha256(token.reveal()),
    rate: createRate(requestsPerMinute, world),
    streams: new Map(doors),
  }
}

export const sha256 = (content: string | Buffer): Buffer => hash('sha256', content, 'buffer')

const NOBODY = sha256('')

/** Takes as long whether there is such a source or not, and however much of the token is right. */
export function isWelcome(authorization: string | undefined, door: Door | undefined): boolean {
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? ''
  return timingSafeEqual(sha256(given), door?.token ?? NOBODY) && door !== undefined && given !== ''
}
