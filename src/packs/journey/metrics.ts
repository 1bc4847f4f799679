import { defineMetric } from '../../kit/index.ts'

export const newPayingUsers = defineMetric({
  id: 'journey.new_paying_users',
  meaning:
    'Users whose first ever payment lies in the period, over the full history; refunds are no payments, users of experiments left out.',
  unit: 'count',
  better: 'up',
  from: 'mart.journey_users',
  at: 'first_paid_at',
  sql: 'count(*)',
  onHome: true,
})

export const unclosedProcesses = defineMetric({
  id: 'journey.unclosed_processes',
  meaning:
    'Processes started on a day of the period by a user, with no end event after the last start and before the following midnight; one per process, user and day, users of experiments left out.',
  unit: 'count',
  better: 'down',
  from: 'mart.journey_process_days',
  at: 'started_at',
  sql: 'count(*)',
  where: 'is_unclosed',
  onHome: true,
})

export const overdueProcesses = defineMetric({
  id: 'journey.overdue_processes',
  meaning:
    'Cases of processes that were open longer than their limit at the end of the period; users of experiments left out.',
  unit: 'count',
  better: 'down',
  from: 'mart.journey_cases',
  at: 'overdue_at',
  until: 'ended_at',
  sql: 'count(*)',
  onHome: true,
})

export const events = defineMetric({
  id: 'journey.events',
  meaning: 'Events in the period, payments included; users of experiments left out.',
  unit: 'count',
  better: 'neither',
  from: 'mart.journey_events',
  at: 'happened_at',
  sql: 'count(*)',
})

export const activeUsers = defineMetric({
  id: 'journey.active_users',
  meaning: 'Users with at least one event or payment in the period; users of experiments left out.',
  unit: 'count',
  better: 'up',
  from: 'mart.journey_events',
  at: 'happened_at',
  sql: 'count(distinct user_number)',
  onHome: true,
})

export const experimentUsers = defineMetric({
  id: 'journey.experiment_users',
  meaning: 'Users left out of all other figures, by their first event of an experiment in the period.',
  unit: 'count',
  better: 'neither',
  from: 'mart.journey_excluded',
  at: 'first_experiment_at',
  sql: 'count(*)',
})

export const metrics = [
  newPayingUsers,
  unclosedProcesses,
  overdueProcesses,
  events,
  activeUsers,
  experimentUsers,
] as const
