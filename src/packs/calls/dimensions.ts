import { defineDimension, type Dimension, WEEKDAYS } from '../../kit/index.ts'
import { DIRECTIONS, OUTCOMES } from './settings.ts'

export const CALLS = 'mart.calls_calls'
export const VISITS = 'mart.calls_queue_visits'
export const OPERATOR_CALLS = 'mart.calls_operator_calls'
export const OPERATOR_DAYS = 'mart.calls_operator_days'
export const RATINGS = 'mart.calls_ratings'

const of = (column: string, ...marts: readonly string[]): Dimension['columns'] =>
  Object.fromEntries(marts.map((mart) => [mart, column]))

export const operator = defineDimension({
  id: 'operator',
  meaning:
    'Who answered first; of rings and of operators’ own calls, whom it rang or who talked; of ratings, who is rated.',
  columns: of('operator', CALLS, VISITS, OPERATOR_CALLS, OPERATOR_DAYS, RATINGS),
})

export const queue = defineDimension({
  id: 'queue',
  meaning: 'Queue in which the call ended; of waiting in queues, each queue that it entered.',
  columns: of('queue', CALLS, VISITS, OPERATOR_CALLS, RATINGS),
})

export const direction = defineDimension({
  id: 'direction',
  meaning: 'From outside, to outside, or between extensions.',
  columns: of('direction', CALLS, OPERATOR_CALLS, RATINGS),
  order: DIRECTIONS,
})

export const hour = defineDimension({
  id: 'hour',
  meaning: 'Hour on the workspace’s clock in which the call began, 0 to 23.',
  columns: of('hour', CALLS, VISITS, OPERATOR_CALLS),
  isNumber: true,
})

export const weekday = defineDimension({
  id: 'weekday',
  meaning: 'Day of the week on which the call began.',
  columns: of('weekday', CALLS, VISITS, OPERATOR_CALLS, OPERATOR_DAYS),
  order: WEEKDAYS,
})

export const outcome = defineDimension({
  id: 'outcome',
  meaning: 'How the call ended; of waiting in queues, how the waiting ended.',
  columns: of('outcome', CALLS, VISITS, OPERATOR_CALLS, RATINGS),
  order: [...OUTCOMES, 'overflowed'],
})

export const reachedBy = defineDimension({
  id: 'reached_by',
  meaning: 'How a missed caller reached somebody in time: called back, or called again and answered.',
  columns: of('reached_by', CALLS),
  order: ['called_back', 'called_again'],
})

export const did = defineDimension({
  id: 'own_number',
  meaning: 'Own number that was called from outside.',
  columns: of('did', CALLS),
})

export const dimensions = [operator, queue, direction, hour, weekday, outcome, reachedBy, did] as const
