import { defineMetric } from '../../kit/index.ts'

const TICKETS = 'mart.support_tickets'

export const ticketsCreated = defineMetric({
  id: 'support.tickets_created',
  meaning: 'Tickets made in the period; spam and deleted left out.',
  unit: 'count',
  better: 'neither',
  from: TICKETS,
  at: 'created_at',
  sql: 'count(*)',
  onHome: true,
})

export const ticketsResolved = defineMetric({
  id: 'support.tickets_resolved',
  meaning: 'Tickets whose last resolution lies in the period, whenever they were made; spam and deleted left out.',
  unit: 'count',
  better: 'up',
  from: TICKETS,
  at: 'resolved_at',
  sql: 'count(*)',
  onHome: true,
})

export const backlog = defineMetric({
  id: 'support.backlog',
  meaning:
    'Tickets that were made and not yet resolved at the end of the period; a reopened one counts as open all along.',
  unit: 'count',
  better: 'down',
  from: TICKETS,
  at: 'created_at',
  until: 'resolved_at',
  sql: 'count(*)',
  onHome: true,
})

export const resolutionHours = defineMetric({
  id: 'support.resolution_hours',
  meaning:
    'Mean calendar hours from creation to last resolution, over tickets resolved in the period; spam and deleted left out.',
  unit: 'hours',
  better: 'down',
  from: TICKETS,
  at: 'resolved_at',
  sql: 'avg(resolution_hours)',
  onHome: true,
})

export const resolutionHoursMedian = defineMetric({
  id: 'support.resolution_hours_median',
  meaning: 'Calendar hours within which half of the tickets resolved in the period were resolved.',
  unit: 'hours',
  better: 'down',
  from: TICKETS,
  at: 'resolved_at',
  sql: 'median(resolution_hours)',
})

export const resolutionWorkingHours = defineMetric({
  id: 'support.resolution_working_hours',
  meaning:
    'Mean hours from creation to last resolution that lie inside the working calendar, over tickets resolved in the period.',
  unit: 'hours',
  better: 'down',
  from: TICKETS,
  at: 'resolved_at',
  sql: 'avg(resolution_working_hours)',
})

export const firstResponseHours = defineMetric({
  id: 'support.first_response_hours',
  meaning:
    'Mean calendar hours from creation to the first answer of an agent, over tickets first answered in the period.',
  unit: 'hours',
  better: 'down',
  from: TICKETS,
  at: 'first_responded_at',
  sql: 'avg(first_response_hours)',
  onHome: true,
})

export const slaMetShare = defineMetric({
  id: 'support.sla_met_share',
  meaning:
    'Share of tickets resolved not later than due, over tickets with a due time that were resolved in the period.',
  unit: 'share',
  better: 'up',
  from: TICKETS,
  at: 'resolved_at',
  sql: 'avg(is_sla_met::integer)',
  onHome: true,
})

export const lineShare = defineMetric({
  id: 'support.line_share',
  meaning:
    'Share of each line of support in the tickets made in the period; tickets of groups without a line left out.',
  unit: 'share',
  better: 'neither',
  from: TICKETS,
  at: 'created_at',
  sql: 'count(*)',
  where: 'line is not null',
  shareOver: ['line'],
})

export const satisfaction = defineMetric({
  id: 'support.satisfaction',
  meaning: 'Mean of the ratings given in the period, from -1 (very unhappy) to 1 (very happy).',
  unit: 'score',
  better: 'up',
  from: 'mart.support_ratings',
  at: 'rated_at',
  sql: 'avg(score)',
  onHome: true,
})

export const metrics = [
  ticketsCreated,
  ticketsResolved,
  backlog,
  resolutionHours,
  resolutionHoursMedian,
  resolutionWorkingHours,
  firstResponseHours,
  slaMetShare,
  lineShare,
  satisfaction,
] as const
