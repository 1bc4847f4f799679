import type { Random } from '../../../stats/index.ts'
import { DAY, HOUR, atWork } from './arrivals.ts'
import { EVENT } from './catalog.ts'

type EventName = (typeof EVENT)[keyof typeof EVENT]

/** What one user does; a purchase is told apart because it is a payment. */
export interface Story {
  tell(event: EventName, second: number): void
  pay(second: number): void
}

export interface Circumstances {
  random: Random
  /** whether the second line does not answer what is due at this second */
  isJammed(second: number): boolean
}

const MINUTE = 60

/** Comes, is called, takes the lesson, pays, and comes again to pay. */
export function learner(startsAt: number, story: Story, circumstances: Circumstances): void {
  const { random } = circumstances
  let at = applies(startsAt, story, random)
  at = called(at, 0.85, 2, story, random) ?? at + DAY
  at = lesson(at, 0.93, story, random) ?? at
  const paysAtOnce = random.uniform() < 0.8
  if (paysAtOnce) at += wait(25 * MINUTE, random)
  else {
    at = secondLine(at + wait(HOUR, random), 0.75, story, circumstances)
    // late payers think it over for weeks
    at += random.uniform() < 0.4 ? (7 + random.integer(60)) * DAY : wait(8 * HOUR, random)
  }
  if (!isNotForgotten(random)) return
  if (!paysAtOnce && random.uniform() < 0.15) return
  for (let times = 0; times < 8; times++) {
    story.pay(at)
    if (random.uniform() > 0.45) return
    at += (20 + random.integer(25)) * DAY + random.integer(6 * HOUR)
  }
}

/** Is called again and again, goes to the second line, seldom takes a lesson. */
export function hesitant(startsAt: number, story: Story, circumstances: Circumstances): void {
  const { random } = circumstances
  let at = applies(startsAt, story, random)
  at = called(at, 0.5, 3, story, random) ?? at + 12 * HOUR
  const rounds = 4 + random.integer(3)
  for (let round = 0; round < rounds; round++) {
    at = secondLine(at + wait(3 * HOUR, random), 0.72, story, circumstances)
    at += (1 + random.integer(4)) * DAY
  }
  if (random.uniform() > 0.12) return
  const end = lesson(at, 0.5, story, random)
  if (end === undefined) return
  if (random.uniform() < 0.3) story.pay(end + wait(2 * HOUR, random))
  else secondLine(end + wait(HOUR, random), 0.75, story, circumstances)
}

/** Leaves a request now and then, says no when reached, and goes no further. */
export function visitor(startsAt: number, story: Story, { random }: Circumstances): void {
  let at = startsAt
  const requests = random.uniform() < 0.75 ? 1 : 2
  for (let request = 0; request < requests; request++) {
    const appliedAt = applies(at, story, random)
    // such requests are often taken up on a later day, and now and then never
    if (isNotForgotten(random)) {
      const isPutOff = random.uniform() < 0.35
      const taskAt = atWork(appliedAt + (isPutOff ? DAY : 0) + wait(25 * MINUTE, random))
      story.tell(EVENT.lineOneTask, taskAt)
      const isReached = random.uniform() < 0.75
      const answeredAt = isReached ? atWork(taskAt + wait(HOUR, random)) : inTheEnd(taskAt, 6, random)
      if (isNotForgotten(random)) story.tell(EVENT.lineOneAnswer, answeredAt)
    }
    at = appliedAt + (3 + random.integer(20)) * DAY + random.integer(5 * HOUR)
  }
}

/** @returns when the request is there to be worked on */
function applies(at: number, story: Story, random: Random): number {
  story.tell(EVENT.application, at)
  // some press the button again
  if (random.uniform() < 0.12) story.tell(EVENT.application, at + 20 + random.integer(15 * MINUTE))
  return at
}

/** First line: a task, and an answer or the next task on another day. @returns when the user answered */
function called(from: number, chance: number, most: number, story: Story, random: Random): number | undefined {
  // one task in a hundred is made by the system in the very second of the request
  let at = random.uniform() < 0.01 ? from : atWork(from + wait(12 * MINUTE, random))
  for (let attempt = 0; attempt < most; attempt++) {
    const callsIn = random.uniform() < 0.03
    // who calls in is written down as an answer before there is a task
    if (callsIn) story.tell(EVENT.lineOneAnswer, at - 3 * MINUTE)
    story.tell(EVENT.lineOneTask, at)
    if (callsIn) {
      if (random.uniform() < 0.7) story.tell(EVENT.lineOneAnswer, inTheEnd(at, 3, random))
      return at
    }
    if (random.uniform() < chance) {
      const answeredAt = atWork(at + wait(40 * MINUTE, random))
      story.tell(EVENT.lineOneAnswer, answeredAt)
      return answeredAt
    }
    at = atWork(at + DAY + wait(2 * HOUR, random) - HOUR)
  }
  if (isNotForgotten(random)) story.tell(EVENT.lineOneAnswer, inTheEnd(at, 10, random))
  return undefined
}

/** What is not done at once is done in the end, all but a few. */
const isNotForgotten = (random: Random): boolean => random.uniform() < 0.985

/** Some working hour within so many days. */
const inTheEnd = (from: number, days: number, random: Random): number =>
  atWork(from + HOUR + random.integer(days * DAY))

/** @returns when the lesson was over; undefined when it did not take place */
function lesson(from: number, chance: number, story: Story, random: Random): number | undefined {
  story.tell(EVENT.lessonSet, from + 2 * MINUTE + random.integer(10 * MINUTE))
  const day = Math.floor(from / DAY) + 1 + random.integer(4)
  const at = day * DAY + (10 + random.integer(11)) * HOUR + random.integer(2) * 30 * MINUTE
  story.tell(EVENT.teacherCame, at - random.integer(3 * MINUTE))
  if (random.uniform() > chance) return undefined
  const end = at + 30 * MINUTE + random.integer(25 * MINUTE)
  story.tell(EVENT.lessonDone, end)
  return end
}

/** Second line: a task and mostly an answer within hours. @returns when the user was reached or given up */
function secondLine(from: number, chance: number, story: Story, { random, isJammed }: Circumstances): number {
  const at = atWork(from)
  story.tell(EVENT.lineTwoTask, at)
  const answeredAt = atWork(at + wait(90 * MINUTE, random))
  if (random.uniform() < chance && !isJammed(answeredAt)) {
    story.tell(EVENT.lineTwoAnswer, answeredAt)
    return answeredAt
  }
  const reachedAt = inTheEnd(at + DAY, 5, random)
  if (isNotForgotten(random) && !isJammed(reachedAt)) story.tell(EVENT.lineTwoAnswer, reachedAt)
  return at + DAY
}

/** Seconds until something happens, about `usual` and never nothing. */
const wait = (usual: number, random: Random): number =>
  Math.max(20, Math.round(usual * Math.exp(0.7 * random.normal())))
