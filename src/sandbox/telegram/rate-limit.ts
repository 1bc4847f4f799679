import { tooManyRequests } from './refusal.ts'

const SECOND = 1000
const MINUTE = 60_000
/** messages to one chat that pass at once; then one a second. The vendor publishes no number */
const CHAT_BURST = 5
const PER_MINUTE_OF_GROUP = 20
const PER_SECOND_OVERALL = 30

/**
 * Counts messages as the vendor does: about one a second to a chat with short bursts, 20 a minute to a group, 30 a second
 * to all. Each item of an album counts.
 * @throws {TelegramRefusal} 429 with the seconds to wait
 */
export function createMessageLimiter(now: () => Date) {
  const sent: { chatId: number; at: number }[] = []
  const buckets = new Map<number, { left: number; at: number }>()

  const secondsUntil = (times: readonly number[], most: number, window: number, count: number, at: number): number => {
    const recent = times.filter((time) => time > at - window)
    const overflow = recent.length + count - most
    if (overflow <= 0) return 0
    return Math.ceil(((recent[Math.min(overflow, recent.length) - 1] ?? at) + window - at) / SECOND)
  }

  return (chatId: number, count: number): void => {
    const at = now().getTime()
    while (sent[0] && sent[0].at <= at - MINUTE) sent.shift()
    const bucket = buckets.get(chatId) ?? { left: CHAT_BURST, at }
    const left = Math.min(CHAT_BURST, bucket.left + (at - bucket.at) / SECOND)
    // an album larger than a burst passes when the bucket is full
    const chatWait = left >= Math.min(count, CHAT_BURST) ? 0 : Math.ceil(Math.min(count, CHAT_BURST) - left)
    const times = sent.map((each) => each.at)
    const ownTimes = sent.filter((each) => each.chatId === chatId).map((each) => each.at)
    const groupWait = chatId < 0 ? secondsUntil(ownTimes, PER_MINUTE_OF_GROUP, MINUTE, count, at) : 0
    const wait = Math.max(chatWait, groupWait, secondsUntil(times, PER_SECOND_OVERALL, SECOND, count, at))
    if (wait > 0) throw tooManyRequests(wait)
    buckets.set(chatId, { left: Math.max(0, left - count), at })
    for (let index = 0; index < count; index += 1) sent.push({ chatId, at })
  }
}
