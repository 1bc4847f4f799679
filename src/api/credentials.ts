import { z } from 'zod'

/* What people show to come in. */

export const loginSchema = z.string().min(1).max(100)
/** what no person types by hand; what is too short is refused where it is known why */
export const passwordSchema = z.string().max(1000)
/** of a link, an app or a ticket */
export const codeSchema = z.string().min(1).max(200)
