/*
Ten loans by hand. All are lent on 10 January 2023; loans with one due date are paid back at once, the others by
instalments of their own. Today is 15 June 2023; a payment counts from its day on.

loan  lent  due           paid                        past due at the end of
                                                      Jan  Feb  Mar  Apr  May  15 Jun
 1    1000  10 Feb        1000 on 10 Feb              –    paid back in time, on the due date
 2    2000  10 Feb        2000 on 11 Feb              –    paid back one day late: overdue on 11 Feb, at no day's end
 3    3000  10 Feb        –                           0    18   49   79   110  125
 4    4000  10 Feb        1000 on 1 Mar, 3000 on 2 Apr 0   18   49   paid back
 5    5000  10 Jun        –                           0    0    0    0    0    5
 6    6000  10 Feb 2000,  2000 on 10 Feb,             0    0    21   0    0    5
            10 Mar 2000,  2000 on 5 Apr,
            10 Jun 2000   –
 7    7000  10 Feb 3500,  3500 on 20 Mar, 3500 on     0    18   0    20   paid back
            10 Apr 3500   15 May
 8    8000  10 Mar 4000,  –                           0    0    21   51   82   97
            10 May 4000
 9    9000  31 Dec        9000 on 1 Feb               0    paid back early
10   10000  10 Mar        9999.99 on 10 Mar           0    0    21   51   82   97   (a kopeck is left)
*/
const loan = (loan_id: string, amount: number, due_on: string) => ({
  loan_id,
  client_id: `c${loan_id}`,
  amount,
  issued_on: '2023-01-10',
  due_on,
})
const LOANS = [
  loan('1', 1000, '2023-02-10'),
  loan('2', 2000, '2023-02-10'),
  loan('3', 3000, '2023-02-10'),
  loan('4', 4000, '2023-02-10'),
  loan('5', 5000, '2023-06-10'),
  loan('6', 6000, '2023-06-10'),
  loan('7', 7000, '2023-04-10'),
  loan('8', 8000, '2023-05-10'),
  loan('9', 9000, '2023-12-31'),
  loan('10', 10000, '2023-03-10'),
]
const PAID: readonly (readonly [loan_id: string, paid_on: string, amount: number])[] = [
  ['1', '2023-02-10', 1000],
  ['2', '2023-02-11', 2000],
  ['4', '2023-03-01', 1000],
  ['4', '2023-04-02', 3000],
  ['6', '2023-02-10', 2000],
  ['6', '2023-04-05', 2000],
  ['7', '2023-03-20', 3500],
  ['7', '2023-05-15', 3500],
  ['9', '2023-02-01', 9000],
  ['10', '2023-03-10', 9999.99],
]
const INSTALMENTS: readonly (readonly [loan_id: string, due_on: string, amount: number])[] = [
  ['6', '2023-02-10', 2000],
  ['6', '2023-03-10', 2000],
  ['6', '2023-06-10', 2000],
  ['7', '2023-02-10', 3500],
  ['7', '2023-04-10', 3500],
  ['8', '2023-03-10', 4000],
  ['8', '2023-05-10', 4000],
]

export const TEN_LOANS = {
  'lending.client': LOANS.map(({ client_id }) => ({ client_id, name: `Клиент ${client_id}` })),
  'lending.loan': LOANS,
  'lending.payment': PAID.map(([loan_id, paid_on, amount], at) => ({ payment_id: `p${at}`, loan_id, paid_on, amount })),
  'lending.instalment': INSTALMENTS.map(([loan_id, due_on, amount]) => ({ loan_id, due_on, amount })),
}
