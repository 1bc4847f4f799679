import { defineEntity } from '../../kit/index.ts'

/** No loan is larger; what says so is a mistake, and sums of mistakes do not fit. */
const MOST_MONEY = 1_000_000_000_000
/** A hundred thousand per cent a year. */
const MOST_RATE = 1000

export const client = defineEntity({
  id: 'lending.client',
  meaning: 'Somebody who borrowed, and how they may be reached.',
  key: ['client_id'],
  version: 'updated_at',
  columns: {
    client_id: { type: 'string', required: true, meaning: 'number of the client' },
    name: { type: 'string', required: true, meaning: 'name of the client' },
    time_zone: { type: 'string', meaning: 'where the client lives, as an IANA name: Asia/Omsk' },
    phone: { type: 'string', meaning: 'number for calls and text messages' },
    messenger: { type: 'string', meaning: 'address in a messenger' },
    opted_out: { type: 'boolean', meaning: 'asked not to be contacted' },
    barred_reason: {
      type: 'string',
      meaning:
        'why the law forbids direct contact (bankrupt, incapacitated, hospital, disabled, minor); empty: nothing does',
    },
    updated_at: { type: 'instant', meaning: 'when the source last changed the row; orders its versions' },
  },
})

export const contact = defineEntity({
  id: 'lending.contact',
  meaning: 'A contact with a client that took place, by whatever way.',
  key: ['contact_id'],
  columns: {
    contact_id: { type: 'string', required: true, meaning: 'number of the contact' },
    client_id: { type: 'string', required: true, meaning: 'with whom' },
    channel: { type: 'string', required: true, meaning: 'meeting, call, robot_call, sms, messenger' },
    contacted_at: { type: 'instant', required: true, meaning: 'when' },
    outcome: { type: 'string', meaning: 'what came of it: reached, no_answer, promised, refused' },
  },
})

export const loan = defineEntity({
  id: 'lending.loan',
  meaning: 'Money lent to a client, to be paid back by a day.',
  key: ['loan_id'],
  version: 'updated_at',
  columns: {
    loan_id: { type: 'string', required: true, meaning: 'number of the loan' },
    client_id: { type: 'string', required: true, meaning: 'who borrowed' },
    amount: { type: 'decimal', required: true, least: 0, most: MOST_MONEY, meaning: 'how much was lent' },
    issued_on: { type: 'day', required: true, meaning: 'day on which it was lent' },
    due_on: {
      type: 'day',
      required: true,
      notBefore: 'issued_on',
      meaning: 'day by which all of it is to be paid back',
    },
    annual_rate: {
      type: 'double',
      least: 0,
      most: MOST_RATE,
      meaning: 'interest a year as a share of what is owed: 0.18 is 18 %; empty: none',
    },
    updated_at: { type: 'instant', meaning: 'when the source last changed the row; orders its versions' },
  },
})

export const payment = defineEntity({
  id: 'lending.payment',
  meaning: 'Money that was paid towards a loan.',
  key: ['payment_id'],
  version: 'updated_at',
  columns: {
    payment_id: { type: 'string', required: true, meaning: 'number of the payment' },
    loan_id: { type: 'string', required: true, meaning: 'loan that it was paid towards' },
    paid_on: { type: 'day', required: true, meaning: 'day on which the money came' },
    amount: { type: 'decimal', required: true, least: 0, most: MOST_MONEY, meaning: 'how much' },
    updated_at: { type: 'instant', meaning: 'when the source last changed the row; orders its versions' },
  },
})

export const instalment = defineEntity({
  id: 'lending.instalment',
  meaning:
    'What is to be paid towards a loan by a day, interest included; a loan without any has a schedule made for it.',
  key: ['loan_id', 'due_on'],
  columns: {
    loan_id: { type: 'string', required: true, meaning: 'loan that it belongs to' },
    due_on: { type: 'day', required: true, meaning: 'day by which it is to be paid' },
    amount: {
      type: 'decimal',
      required: true,
      least: 0,
      most: MOST_MONEY,
      meaning: 'how much is to be paid, interest included',
    },
  },
})

export const entities = [client, contact, loan, payment, instalment] as const
