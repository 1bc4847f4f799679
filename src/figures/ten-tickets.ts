import { defineMetric } from '../kit/index.ts'
import { created, ofTickets, type TestDesk } from './testing.ts'

/* Ten tickets, counted by hand. */
const TICKETS = `
select * from (values
  (1,  timestamp '2023-01-02 08:00:00', timestamp '2023-01-03 08:00:00', 'high', 'line_1', 24.0,  100),
  (2,  timestamp '2023-01-02 22:30:00', timestamp '2023-02-10 00:00:00', 'low',  'line_1', 900.0, 200),
  (3,  timestamp '2023-01-10 10:00:00', null,                            'high', 'line_2', null,  300),
  (4,  timestamp '2023-01-31 23:30:00', timestamp '2023-02-01 00:30:00', 'low',  'line_2', 1.0,   400),
  (5,  timestamp '2023-02-01 00:00:00', timestamp '2023-02-03 00:00:00', 'high', 'line_1', 48.0,  500),
  (6,  timestamp '2023-02-15 12:00:00', null,                            null,   'line_1', null,  600),
  (7,  timestamp '2023-04-05 12:00:00', timestamp '2023-04-05 18:00:00', 'low',  'line_2', 6.0,   700),
  (8,  timestamp '2023-04-06 12:00:00', timestamp '2023-04-01 12:00:00', 'odd',  'line_2', null,  800),
  (9,  timestamp '2023-04-30 20:59:59', null,                            'high', null,     null,  900),
  (10, timestamp '2023-04-30 21:00:00', null,                            'low',  'line_1', null,  1000)
) as t (ticket_id, created_at, resolved_at, priority, line, hours, amount)`

const metrics = [
  created,
  defineMetric({ ...created, id: 'desk.resolved', at: 'resolved_at' }),
  defineMetric({ ...created, id: 'desk.hours', at: 'resolved_at', sql: 'avg(hours)', unit: 'hours' }),
  defineMetric({ ...created, id: 'desk.amount', sql: 'sum(amount)', unit: 'money' }),
  defineMetric({ ...created, id: 'desk.urgent', where: "priority = 'high' or priority = 'odd'" }),
  defineMetric({ ...created, id: 'desk.open', until: 'resolved_at' }),
  defineMetric({ ...created, id: 'desk.waiting', sql: 'sum(amount)', until: 'resolved_at' }),
  defineMetric({
    ...created,
    id: 'desk.urgent_share',
    sql: "count(*) filter (where priority = 'high') / count(*)",
    until: 'resolved_at',
    unit: 'share',
  }),
  defineMetric({ ...created, id: 'desk.line_share', unit: 'share', shareOver: ['line'] }),
  defineMetric({
    ...created,
    id: 'desk.score',
    from: 'mart.ratings',
    at: 'rated_at',
    sql: 'avg(score)',
    unit: 'score',
  }),
]

const dimensions = [
  ofTickets('priority', {
    columns: { 'mart.tickets': 'priority', 'mart.ratings': 'ticket_priority' },
    order: ['low', 'high'],
  }),
  ofTickets('line'),
  ofTickets('amount', { isNumber: true }),
]

const RATINGS = `
select * from (values
  (timestamp '2023-01-05 00:00:00', 'high', 1.0),
  (timestamp '2023-03-05 00:00:00', 'high', 0.0),
  (timestamp '2023-03-06 00:00:00', 'rare', -1.0)
) as t (rated_at, ticket_priority, score)`

/** A desk of ten tickets and three ratings, small enough to count by hand; today is the last day of April. */
export const TEN_TICKETS: TestDesk = {
  marts: { tickets: TICKETS, ratings: RATINGS },
  metrics,
  dimensions,
  today: '2023-04-30',
  words: {
    'metric.desk.created': 'Created',
    'dimension.priority': 'Priority',
    'value.priority.high': 'High',
  },
}

export const FIRST_FOUR_MONTHS = { from: '2023-01-01', to: '2023-04-30' }
