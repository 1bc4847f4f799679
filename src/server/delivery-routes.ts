import { Hono } from 'hono'
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
import type { DeliveryProgram } from './contract.ts'
import type { Asked } from './guard.ts'
import { askerOf, bodyOf, noteDone, parse } from './reading.ts'

/** `/api/delivery`: schedules, previews, and what a person decides about sent parts. */
export function deliveryRoutes(program: DeliveryProgram): Hono<Asked> {
  const delivery = new Hono<Asked>()
  delivery.get('/', async (context) => {
    const { locale } = parse(localeQuery, context.req.query())
    return context.json(await program.deliveryState(askerOf(context, locale)))
  })
  delivery.get('/preview', async (context) => {
    const { locale, report, to, date } = parse(previewQuery, context.req.query())
    const order = { report, ...(to ? { to: [to] } : {}), ...(date ? { date } : {}) }
    return context.json(await program.previewSend(order, askerOf(context, locale)))
  })
  delivery.post('/send', async (context) => {
    const { locale, ...order } = parse(sendBody, await bodyOf(context))
    noteDone(context, order.report, { to: order.to.join(', '), date: order.date })
    return context.json(await program.sendReport(order, askerOf(context, locale)))
  })
  delivery.post('/test', async (context) => {
    const { locale, ...order } = parse(testBody, await bodyOf(context))
    noteDone(context, order.recipient, { report: order.report, date: order.date })
    return context.json(await program.testSend(order, askerOf(context, locale)))
  })
  delivery.post('/pause', async (context) => {
    const { locale, schedule, isPaused } = parse(pauseBody, await bodyOf(context))
    await program.pauseSchedule(schedule, isPaused, askerOf(context, locale))
    noteDone(context, schedule, { paused: isPaused ? 'yes' : 'no' })
    return context.json({ ok: true })
  })
  delivery.post('/run', async (context) => {
    const { locale, schedule } = parse(runBody, await bodyOf(context))
    noteDone(context, schedule)
    return context.json(await program.runSchedule(schedule, askerOf(context, locale)))
  })
  delivery.post('/decide', async (context) => {
    const { locale, id, what } = parse(decideBody, await bodyOf(context))
    noteDone(context, id, { what })
    return context.json(await program.decidePart(id, what, askerOf(context, locale)))
  })
  delivery.post('/invite', async (context) => {
    const { locale, recipient, channel } = parse(inviteBody, await bodyOf(context))
    noteDone(context, recipient, { channel })
    return context.json(await program.inviteRecipient(recipient, channel, askerOf(context, locale)))
  })
  return delivery
}
