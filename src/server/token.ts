import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether an `authorization` header carries this token; in constant time, whatever the lengths. */
export const isBearer = (header: string | undefined, token: string): boolean =>
  timingSafeEqual(hash(header ?? ''), hash(`Bearer ${token}`))

const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
