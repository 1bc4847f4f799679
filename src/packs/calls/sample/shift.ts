import type { Random } from '../../../stats/index.ts'
import {
  CLOSES,
  DAY,
  OPENS,
  OPERATORS,
  ORDERS,
  OVERFLOW_SECONDS,
  type Operator,
  QUALITY,
  TIMEOUT_SECONDS,
  arrivalsOf,
  endOf,
  hourOf,
  isPresent,
} from './centre.ts'
import type { Recorder } from './records.ts'

export const OWN_NUMBER = '84951234567'
const TRUNK = 'city-line'
const MENU_SECONDS = 8
const TO_MENU_ONLY = 0.06
const TO_QUALITY = 0.25
const PATIENCE_SECONDS = 110
const TALK_SECONDS = 240
const RING_TIMEOUT = 15
const PASSED_ON = 0.03
const CALLED_BACK = 0.55
const CALLS_AGAIN = 0.25
const RATED = 0.3

/** A call that is still to come. */
interface Coming {
  at: number
  caller: string
  kind: 'in' | 'back'
}

/** A day at the centre: who calls, who waits, who answers; what nobody answered is called back or comes again. */
export class Shift {
  readonly #random: Random
  readonly #write: Recorder
  readonly #freeAt = new Map(OPERATORS.map(({ extension }) => [extension, 0]))
  #coming: Coming[] = []

  constructor(random: Random, write: Recorder) {
    this.#random = random
    this.#write = write
  }

  /** `first` is the second in which a Monday begins */
  run(first: number, days: number, scale: number): void {
    for (let day = 0; day < days; day++) {
      const begins = first + day * DAY
      this.#present(begins)
      this.#coming = arrivalsOf(day, begins, this.#random, scale).map((at) => ({
        at,
        caller: this.#caller(),
        kind: 'in',
      }))
      for (let next = this.#coming.shift(); next; next = this.#coming.shift()) {
        if (next.at >= begins + DAY) continue
        if (next.kind === 'back') this.#callBack(next)
        else this.#comeIn(next)
      }
    }
  }

  /** Joining the queues, lunch, leaving. */
  #present(begins: number): void {
    const write = this.#write
    for (const { name, queues, lunch, ...shift } of OPERATORS) {
      for (const queue of queues) write.log(begins + shift.begins * 3600, 'MANAGER', queue, name, 'ADDMEMBER', '')
      write.log(begins + lunch * 3600, 'NONE', 'NONE', name, 'PAUSEALL', 'lunch')
      write.log(begins + (lunch + 1) * 3600, 'NONE', 'NONE', name, 'UNPAUSEALL', '')
      for (const queue of queues) write.log(begins + endOf(shift) * 3600, 'MANAGER', queue, name, 'REMOVEMEMBER', '')
    }
  }

  /** A few call often. */
  #caller(): string {
    const isRegular = this.#random.uniform() < 0.3
    const number = isRegular ? this.#random.integer(400) : 1000 + this.#random.integer(900_000)
    return `7916${String(number).padStart(7, '0')}`
  }

  #comeIn({ at, caller }: Coming): void {
    const id = this.#write.channelId(at)
    const channel = this.#write.channelOf(TRUNK)
    const own = { at, src: caller, channel, uniqueid: id, linkedid: id, did: OWN_NUMBER }
    const hour = hourOf(at)
    if (hour < OPENS || hour >= CLOSES) {
      const duration = 12 + this.#random.integer(40)
      const app = { dst: 'vmu100', dcontext: 'from-trunk', lastapp: 'VoiceMail', disposition: 'ANSWERED' }
      return this.#write.leg({ ...own, ...app, duration, billsec: duration })
    }
    if (this.#random.uniform() < TO_MENU_ONLY) {
      const duration = 5 + this.#random.integer(60)
      const app = { dst: 's', dcontext: 'ivr-1', lastapp: 'BackGround', disposition: 'ANSWERED' }
      return this.#write.leg({ ...own, ...app, duration, billsec: duration })
    }
    const queue = this.#random.uniform() < TO_QUALITY ? QUALITY : ORDERS
    this.#wait({ caller, id, channel, began: at }, queue, at + MENU_SECONDS)
  }

  #wait(call: Call, queue: string, entered: number): void {
    const random = this.#random
    const write = this.#write
    const patience = Math.ceil(-Math.log(1 - random.uniform()) * PATIENCE_SECONDS) + 2
    const limit = queue === QUALITY ? OVERFLOW_SECONDS : TIMEOUT_SECONDS
    write.log(entered, call.id, queue, 'NONE', 'ENTERQUEUE', '', call.caller, 1)
    const ends = entered + Math.min(patience, limit)
    let now = entered
    for (let tries = 0; tries < 4; tries++) {
      const operator = this.#firstFree(queue, now)
      const from = operator ? Math.max(now, this.#freeAt.get(operator.extension)!) : Number.POSITIVE_INFINITY
      if (!operator || from >= ends) break
      const ring = 2 + random.integer(6)
      const isDeaf = random.uniform() < operator.deaf
      if (isDeaf || from + ring >= ends) {
        const rang = Math.min(RING_TIMEOUT, ends - from)
        this.#rang(call, queue, operator, from, rang)
        now = from + rang
        this.#freeAt.set(operator.extension, now + 5)
        if (now >= ends) break
        continue
      }
      return this.#talk(call, queue, operator, { entered, from, answered: from + ring })
    }
    const waited = ends - entered
    if (patience <= limit) {
      write.log(ends, call.id, queue, 'NONE', 'ABANDON', 1, 1, waited)
      this.#queueLeg(call, queue, ends)
      return this.#comesAgain(call.caller, ends)
    }
    write.log(ends, call.id, queue, 'NONE', 'EXITWITHTIMEOUT', 1, 1, waited)
    if (queue === QUALITY) return this.#wait(call, ORDERS, ends)
    const duration = 10 + random.integer(30)
    const voicemail = { dst: 'vmu100', dcontext: 'ext-local', lastapp: 'VoiceMail', disposition: 'ANSWERED' }
    write.leg({
      ...legOf(call),
      at: call.began,
      ...voicemail,
      duration: ends - call.began + duration,
      billsec: duration,
    })
    this.#comesAgain(call.caller, ends + duration)
  }

  /** The operator of a queue who is there and free soonest. */
  #firstFree(queue: string, now: number): Operator | undefined {
    return OPERATORS.filter((each) => each.queues.includes(queue))
      .map((each) => ({ each, from: Math.max(now, this.#freeAt.get(each.extension)!) }))
      .filter(({ each, from }) => isPresent(each, from))
      .toSorted(
        (a, b) => a.from - b.from || this.#freeAt.get(a.each.extension)! - this.#freeAt.get(b.each.extension)!,
      )[0]?.each
  }

  #rang(call: Call, queue: string, { extension, name }: Operator, from: number, rang: number): void {
    this.#write.log(from + rang, call.id, queue, name, 'RINGNOANSWER', rang * 1000)
    const dstchannel = this.#write.channelOf(extension)
    const ringing = { dst: queue, dcontext: 'ext-queues', lastapp: 'Queue', duration: rang }
    this.#write.leg({ ...legOf(call), at: from, ...ringing, dstchannel })
  }

  #queueLeg(call: Call, queue: string, ends: number): void {
    const duration = ends - call.began
    const answered = { dst: queue, dcontext: 'ext-queues', lastapp: 'Queue', disposition: 'ANSWERED' }
    this.#write.leg({ ...legOf(call), at: call.began, ...answered, duration, billsec: duration - 1 })
  }

  #talk(call: Call, queue: string, operator: Operator, { entered, from, answered }: Answer): void {
    const random = this.#random
    const write = this.#write
    const talk = Math.max(8, Math.round(TALK_SECONDS * operator.pace * Math.exp(0.6 * random.normal() - 0.18)))
    const { name, extension } = operator
    const dstchannel = write.channelOf(extension)
    write.log(answered, call.id, queue, name, 'CONNECT', answered - entered, write.channelId(from), answered - from)
    const ends = answered + talk
    const leg = { dst: queue, dcontext: 'ext-queues', lastapp: 'Queue', disposition: 'ANSWERED', dstchannel }
    write.leg({ ...legOf(call), at: from, ...leg, duration: ends - from, billsec: talk })
    this.#freeAt.set(extension, ends + 10 + random.integer(20))
    const colleague = this.#firstFree(ORDERS, ends)
    let last = ends
    if (random.uniform() < PASSED_ON && colleague && this.#freeAt.get(colleague.extension)! <= ends) {
      write.log(
        ends,
        call.id,
        queue,
        name,
        'BLINDTRANSFER',
        colleague.extension,
        'from-internal',
        answered - entered,
        talk,
        1,
      )
      last = this.#passOn(call, colleague, ends)
    } else write.log(ends, call.id, queue, name, 'COMPLETECALLER', answered - entered, talk, 1)
    if (random.uniform() < RATED) write.rate(last + 60, scoreOf(answered - entered, random), call.id)
  }

  /** @returns when the call ended */
  #passOn(call: Call, { extension, pace }: Operator, at: number): number {
    const ring = 3
    const talk = Math.round(60 * pace)
    const dial = { dst: extension, dcontext: 'from-internal', lastapp: 'Dial', disposition: 'ANSWERED' }
    const dstchannel = this.#write.channelOf(extension)
    this.#write.leg({ ...legOf(call), at, ...dial, dstchannel, duration: ring + talk, billsec: talk })
    this.#freeAt.set(extension, at + ring + talk + 15)
    return at + ring + talk
  }

  #comesAgain(caller: string, at: number): void {
    const drawn = this.#random.uniform()
    if (drawn < CALLS_AGAIN) this.#later({ at: at + 60 + this.#random.integer(600), caller, kind: 'in' })
    else if (drawn < CALLS_AGAIN + CALLED_BACK) {
      this.#later({ at: at + 300 + this.#random.integer(5400), caller, kind: 'back' })
    }
  }

  #later(call: Coming): void {
    const place = this.#coming.findIndex(({ at }) => at > call.at)
    this.#coming.splice(place === -1 ? this.#coming.length : place, 0, call)
  }

  #callBack({ at, caller }: Coming): void {
    const operator = this.#firstFree(ORDERS, at)
    if (!operator || this.#freeAt.get(operator.extension)! > at) return
    const isReached = this.#random.uniform() < 0.8
    const ring = 6 + this.#random.integer(15)
    const talk = isReached ? 30 + this.#random.integer(120) : 0
    const id = this.#write.channelId(at)
    this.#write.leg({
      at,
      src: operator.extension,
      dst: `8${caller.slice(1)}`,
      dcontext: 'from-internal',
      channel: this.#write.channelOf(operator.extension),
      dstchannel: this.#write.channelOf(TRUNK),
      lastapp: 'Dial',
      duration: ring + talk,
      billsec: talk,
      disposition: isReached ? 'ANSWERED' : 'NO ANSWER',
      uniqueid: id,
      linkedid: id,
    })
    this.#freeAt.set(operator.extension, at + ring + talk + 10)
  }
}

interface Call {
  caller: string
  id: string
  channel: string
  began: number
}

interface Answer {
  entered: number
  from: number
  answered: number
}

const legOf = ({ caller, id, channel }: Call) => ({
  src: caller,
  channel,
  uniqueid: id,
  linkedid: id,
  did: OWN_NUMBER,
})

/** Who waits long is not pleased. */
function scoreOf(waited: number, random: Random): number {
  const mood = 4.7 - waited / 60 + 0.7 * random.normal()
  return Math.min(5, Math.max(1, Math.round(mood)))
}
