import type { SendOutcome } from '../contract.ts'
import type { Failure } from './client.ts'
import { said } from './words.ts'

/** Refusals with 400 after which nothing reaches that chat any more. */
const OUT_OF_REACH =
  /chat not found|user not found|PEER_ID_INVALID|message thread not found|TOPIC_(CLOSED|DELETED)|CHAT_WRITE_FORBIDDEN|not enough rights|have no rights|need administrator rights|group chat was (deactivated|deleted)|CHAT_RESTRICTED/i
const WAIT_WITHOUT_A_NUMBER_SECONDS = 5
/** a token is mended by a person, who may need a while */
const WAIT_FOR_A_TOKEN_SECONDS = 600

/** What a failed send means for the part: whether it left, whether it may go again, whether the person can be reached at all. */
export function outcomeOf(failure: Failure, toMoved: (chat: number) => string): SendOutcome {
  if (failure.kind === 'not sent')
    return { kind: 'later', cause: said('cause.no_connection', { reason: failure.reason }) }
  if (failure.kind === 'no answer')
    return { kind: 'unknown', cause: said('cause.no_answer', { reason: failure.reason }) }
  const { code, description, retryAfterSeconds, movedTo } = failure
  if (movedTo !== undefined) return { kind: 'moved', address: toMoved(movedTo) }
  if (code === 429) {
    const seconds = retryAfterSeconds ?? WAIT_WITHOUT_A_NUMBER_SECONDS
    return { kind: 'later', cause: said('cause.too_many', { seconds }), retryAfterSeconds: seconds }
  }
  if (isWrongToken(failure)) {
    return { kind: 'later', cause: said('cause.token'), retryAfterSeconds: WAIT_FOR_A_TOKEN_SECONDS, needsPerson: true }
  }
  if (code === 403 || OUT_OF_REACH.test(description)) {
    return { kind: 'unreachable', cause: said(unreachableKey(description), { description }) }
  }
  return { kind: 'refused', cause: said('cause.refused', { code, description }) }
}

/** 401 for a token that is no more; 404 for one that never looked like one. */
export const isWrongToken = (failure: Failure): boolean =>
  failure.kind === 'refused' && (failure.code === 401 || failure.code === 404)

function unreachableKey(description: string): string {
  if (/blocked by the user/i.test(description)) return 'cause.blocked'
  if (/deactivated/i.test(description)) return 'cause.deactivated'
  if (/kicked|not a member/i.test(description)) return 'cause.kicked'
  if (/chat not found|user not found|PEER_ID_INVALID/i.test(description)) return 'cause.no_chat'
  return 'cause.unreachable'
}
