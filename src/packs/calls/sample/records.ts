import { ZONE_SECONDS } from './centre.ts'

/** A row of `asteriskcdrdb.cdr`. */
export interface CdrRow {
  calldate: string
  clid: string
  src: string
  dst: string
  dcontext: string
  channel: string
  dstchannel: string
  lastapp: string
  lastdata: string
  duration: number
  billsec: number
  disposition: string
  amaflags: number
  accountcode: string
  uniqueid: string
  userfield: string
  did: string
  recordingfile: string
  cnum: string
  cnam: string
  outbound_cnum: string
  outbound_cnam: string
  dst_cnam: string
  linkedid: string
  peeraccount: string
  sequence: number
}

/** A line of `queue_log`. */
export interface QueueLogLine {
  /** seconds of the epoch */
  time: number
  callid: string
  queue: string
  agent: string
  event: string
  data: readonly (string | number)[]
}

export interface RatingRow {
  rating_id: string
  rated_at: string
  score: number
  call_id: string
}

/** `2023-12-04 09:00:01` on the server's clock. */
export const wallText = (second: number): string =>
  new Date((second + ZONE_SECONDS) * 1000).toISOString().slice(0, 19).replace('T', ' ')

export const instantText = (second: number): string => new Date(second * 1000).toISOString().replace('.000Z', 'Z')

export interface LegDraft {
  at: number
  src: string
  dst: string
  dcontext: string
  channel: string
  dstchannel?: string
  lastapp: string
  duration: number
  billsec?: number
  disposition?: string
  uniqueid: string
  linkedid: string
  did?: string
}

/** Writes records as an exchange does: numbered, with its many empty columns. */
export class Recorder {
  readonly cdr: CdrRow[] = []
  readonly queueLog: QueueLogLine[] = []
  readonly ratings: RatingRow[] = []
  #sequence = 0
  #channel = 0

  /** A new channel's unique id. */
  channelId(second: number): string {
    this.#channel += 1
    return `${second}.${this.#channel}`
  }

  /** `PJSIP/101-0000002a` */
  channelOf(peer: string): string {
    this.#channel += 1
    return `PJSIP/${peer}-${this.#channel.toString(16).padStart(8, '0')}`
  }

  leg(draft: LegDraft): void {
    this.#sequence += 1
    const { at, billsec = 0, disposition = 'NO ANSWER', dstchannel = '', did = '', ...own } = draft
    this.cdr.push({
      calldate: wallText(at),
      clid: `<${own.src}>`,
      lastdata: '',
      amaflags: 3,
      accountcode: '',
      userfield: '',
      recordingfile: '',
      cnum: own.src,
      cnam: '',
      outbound_cnum: '',
      outbound_cnam: '',
      dst_cnam: '',
      peeraccount: '',
      ...own,
      billsec,
      disposition,
      dstchannel,
      did,
      sequence: this.#sequence,
    })
  }

  log(time: number, callid: string, queue: string, agent: string, event: string, ...data: (string | number)[]): void {
    this.queueLog.push({ time, callid, queue, agent, event, data })
  }

  rate(second: number, score: number, callId: string): void {
    const ratingId = `R${String(this.ratings.length + 1).padStart(6, '0')}`
    this.ratings.push({ rating_id: ratingId, rated_at: instantText(second), score, call_id: callId })
  }
}
