import type { OutboxRow } from '../state/index.ts'

const FIRST_WAITS_SECONDS = [1, 5, 30, 120, 600]
const LATER_WAIT_SECONDS = 3600

/** A part that nobody took for so long is given up, and told. */
export const GIVE_UP_HOURS = 24
/** Somebody who has no chat yet may still bind one for so long. */
export const WAIT_FOR_BINDING_HOURS = 12
/** How soon a chat that was bound meanwhile is seen. */
export const LOOK_FOR_BINDING_SECONDS = 60

/** Seconds until a part is tried again after its so-manyth attempt. */
export const waitSeconds = (attempt: number): number => FIRST_WAITS_SECONDS[attempt - 1] ?? LATER_WAIT_SECONDS

/** Hours since the part was put into the outbox, at an instant. */
export const ageHours = ({ createdAt }: OutboxRow, at: number): number => (at - Date.parse(createdAt)) / 3_600_000
