import { Hono, type Context } from 'hono'
import type { z } from 'zod'
import {
  decideBody,
  inviteBody,
  localeQuery,
  pauseBody,
  previewQuery,
  runBody,
  sendBody,
  testBody,
} from '../api/index.ts'
import type { Locale } from '../base/index.ts'
import type { Asker } from '../figures/index.ts'
import type { DeliveryProgram } from './contract.ts'

interface Reading {
  asker(locale: Locale): Asker
  parse<T>(schema: z.ZodType<T>, given: unknown): T
  body(context: Context): Promise<unknown>
}

/** `/api/delivery`: schedules, previews, and what a person decides about sent parts. */
export function deliveryRoutes(program: DeliveryProgram, { asker, parse, body }: Reading): Hono {
  const delivery = new Hono()
  delivery.get('/', async (context) =>
    context.json(await program.deliveryState(asker(parse(localeQuery, context.req.query()).locale))),
  )
  delivery.get('/preview', async (context) => {
    const { locale, report, to, date } = parse(previewQuery, context.req.query())
    const order = { report, ...(to ? { to: [to] } : {}), ...(date ? { date } : {}) }
    return context.json(await program.previewSend(order, asker(locale)))
  })
  delivery.post('/send', async (context) => {
    const { locale, ...order } = parse(sendBody, await body(context))
    return context.json(await program.sendReport(order, asker(locale)))
  })
  delivery.post('/test', async (context) => {
    const { locale, ...order } = parse(testBody, await body(context))
    return context.json(await program.testSend(order, asker(locale)))
  })
  delivery.post('/pause', async (context) => {
    const { locale, schedule, isPaused } = parse(pauseBody, await body(context))
    await program.pauseSchedule(schedule, isPaused, asker(locale))
    return context.json({ ok: true })
  })
  delivery.post('/run', async (context) => {
    const { locale, schedule } = parse(runBody, await body(context))
    return context.json(await program.runSchedule(schedule, asker(locale)))
  })
  delivery.post('/decide', async (context) => {
    const { locale, id, what } = parse(decideBody, await body(context))
    return context.json(await program.decidePart(id, what, asker(locale)))
  })
  delivery.post('/invite', async (context) => {
    const { locale, recipient, channel } = parse(inviteBody, await body(context))
    return context.json(await program.inviteRecipient(recipient, channel, asker(locale)))
  })
  return delivery
}
