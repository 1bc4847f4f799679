import { defineDimension } from '../../kit/index.ts'

export const event = defineDimension({
  id: 'event',
  meaning: 'What happened, by the name of the event.',
  columns: { 'mart.journey_events': 'event' },
})

export const process = defineDimension({
  id: 'process',
  meaning: 'Business process, by its title in the settings.',
  columns: { 'mart.journey_process_days': 'process', 'mart.journey_cases': 'process' },
})

const ofUser = (column: string) => ({
  'mart.journey_events': column,
  'mart.journey_users': column,
  'mart.journey_process_days': column,
  'mart.journey_cases': column,
})

export const cluster = defineDimension({
  id: 'cluster',
  meaning: 'Kind of user by what they do, as learned from the events; none until something was learned.',
  columns: ofUser('cluster'),
})

export const cohort = defineDimension({
  id: 'cohort',
  meaning: 'Month of the user’s first event, by its first day.',
  columns: ofUser('cohort'),
})

export const dimensions = [event, process, cluster, cohort] as const
