import { defineEntity } from '../../kit/index.ts'

/** No payment is larger; sums of what says so do not fit. */
const MOST_MONEY = 1_000_000_000_000

export const event = defineEntity({
  id: 'journey.event',
  meaning: 'Something that happened to a user on the way from the first request to the payment.',
  key: ['user_id', 'event', 'happened_at'],
  columns: {
    user_id: { type: 'string', required: true, meaning: 'number or name of the user in the source' },
    event: { type: 'string', required: true, meaning: 'name of the event as people know it' },
    happened_at: { type: 'instant', required: true, meaning: 'when it happened' },
  },
})

export const payment = defineEntity({
  id: 'journey.payment',
  meaning: 'Money that a user paid; a negative amount is a refund.',
  key: ['payment_id'],
  columns: {
    payment_id: { type: 'string', required: true, meaning: 'number of the payment' },
    user_id: { type: 'string', required: true, meaning: 'user who paid' },
    paid_at: { type: 'instant', required: true, meaning: 'when the payment was made' },
    amount: { type: 'decimal', least: -MOST_MONEY, most: MOST_MONEY, meaning: 'how much; below zero for a refund' },
  },
})

export const entities = [event, payment] as const
