import type { Row } from '../../base/index.ts'
import type { PackSample, PackSampleOptions } from '../../kit/index.ts'
import { createRandom, type Random } from '../../stats/index.ts'
import { before, withChange } from './sample/changes.ts'
import { contactsOf } from './sample/contacts.ts'
import { dayNumber, dayText, enteredAt } from './sample/days.ts'
import { schedule, terms, type Terms } from './sample/loans.ts'
import { misfortune, MISFORTUNE, pickPayer, type Paid, type Payer } from './sample/payers.ts'
import { person, type Person } from './sample/people.ts'

const FIRST_CLIENT = 100_001
const MOST_LOANS = 12
/** of somebody who borrowed once, the share that borrows again */
const AGAIN = 0.77
const MEAN_DAYS_BETWEEN = 420
/** lenders grow: later days have more first loans */
const GROWTH = 0.72

interface Client {
  id: string
  registeredOn: number
  person: Person
  payer: Payer
}

interface Sampled {
  file: string
  record: Row
}

/**
 * A loan book: people of eleven time zones, payday loans and large ones, those who pay in time, late, very late and never,
 * and entries that were corrected later. A client's records are the same whatever the number of clients.
 */
export const sample: PackSample = {
  files: {
    clients: { entity: 'lending.client' },
    loans: { entity: 'lending.loan' },
    payments: { entity: 'lending.payment' },
    contacts: { entity: 'lending.contact', isExtra: true },
  },
  changedAt: 'updated_at',
  records,
  before,
}

function* records(options: PackSampleOptions): Generator<Sampled> {
  for (let at = 0; at < options.clients; at++) yield* clientRecords(FIRST_CLIENT + at, options)
}

function* clientRecords(number: number, { from, to, seed }: PackSampleOptions): Generator<Sampled> {
  const random = createRandom(seed * 2 ** 21 + number)
  const first = dayNumber(from)
  const last = dayNumber(to)
  const client: Client = {
    id: String(number),
    registeredOn: first + Math.floor((last - first + 1) * random.uniform() ** GROWTH),
    person: person(random),
    payer: pickPayer(random),
  }
  const change = withChange(last)
  const registered_at = enteredAt(client.registeredOn, `client ${client.id}`)
  yield change('clients', { client_id: client.id, ...client.person, registered_at, updated_at: registered_at })
  let issuedOn = client.registeredOn
  for (let at = 1; at <= MOST_LOANS && issuedOn <= last; at++) {
    for (const sampled of loanRecords(`${client.id}${String(at).padStart(2, '0')}`, client, issuedOn, random)) {
      if (sampled.on <= last) yield change(sampled.file, sampled.record)
    }
    if (random.uniform() >= AGAIN) break
    issuedOn += 1 + Math.round(-Math.log(1 - random.uniform()) * MEAN_DAYS_BETWEEN)
  }
}

/** A loan, what was paid towards it and when the client was reminded, to the end of its life. */
function* loanRecords(
  loanId: string,
  { id, payer, person: { messenger, phone, opted_out, barred_reason } }: Client,
  issuedOn: number,
  random: Random,
): Generator<Sampled & { on: number }> {
  const loan = terms(issuedOn, random)
  yield { file: 'loans', on: issuedOn, record: loanRecord(loanId, id, loan) }
  const instalments = schedule(loan)
  const pay = random.uniform() < MISFORTUNE ? misfortune : payer
  const payments = pay(instalments, random).toSorted((a, b) => a.on - b.on)
  for (const [at, paid] of payments.entries()) {
    const record = paymentRecord(`${loanId}${String(at + 1).padStart(3, '0')}`, loanId, paid)
    yield { file: 'payments', on: paid.on, record }
  }
  if ((!messenger && !phone) || opted_out || barred_reason) return
  for (const [at, contacted] of contactsOf(instalments, payments, messenger !== null, random).entries()) {
    const contactId = `${loanId}-${at + 1}`
    const contacted_at = enteredAt(contacted.on, `contact ${contactId}`)
    const { on, channel, outcome } = contacted
    const record = { contact_id: contactId, client_id: id, channel, contacted_at, outcome, updated_at: contacted_at }
    yield { file: 'contacts', on, record }
  }
}

const loanRecord = (loan_id: string, client_id: string, { amount, issuedOn, dueOn, annualRate }: Terms): Row => ({
  loan_id,
  client_id,
  amount,
  issued_on: dayText(issuedOn),
  due_on: dayText(dueOn),
  annual_rate: annualRate,
  updated_at: enteredAt(issuedOn, `loan ${loan_id}`),
})

const paymentRecord = (payment_id: string, loan_id: string, { on, amount }: Paid): Row => ({
  payment_id,
  loan_id,
  paid_on: dayText(on),
  amount: amount / 100,
  updated_at: enteredAt(on, `payment ${payment_id}`),
})
