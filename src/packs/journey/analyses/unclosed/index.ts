import type { AnalysisResult, Cell } from '../../../../base/index.ts'
import { dayText, defineAnalysis, labelledColumns } from '../../../../kit/index.ts'
import type { JourneySettings } from '../../settings.ts'
import { countExcluded } from '../settings.ts'
import { readOldest, readProcesses } from './read.ts'
import { type Found, notesOf, oldestProcess, statementOf, total } from './sentences.ts'
import { type UnclosedQuestion, type UnclosedSettings, questionOf, unclosedSettings } from './settings.ts'

const PROCESSES = {
  process: 'text',
  started: 'count',
  unclosed: 'count',
  usual_unclosed: 'number',
  overdue: 'count',
  oldest_opened_at: 'instant',
  oldest_days: 'days',
} as const
const OLDEST = { process: 'text', user_id: 'text', opened_at: 'instant', age_days: 'days' } as const

/** Which processes were left open on a day, and which are open beyond their limit as of a moment. */
export const unclosed = defineAnalysis<UnclosedSettings, JourneySettings>({
  id: 'journey.unclosed',
  meaning:
    'Processes started on a day and not closed by its midnight, those open beyond their limit as of a moment, and the oldest cases.',
  settings: unclosedSettings,
  async run(context): Promise<AnalysisResult> {
    const { say, locale } = context
    const question = await questionOf(context)
    const [processes, oldest, excluded] = await Promise.all([
      readProcesses(question, context),
      readOldest(question, context),
      countExcluded(context),
    ])
    const found = { processes, oldest, excluded }
    return {
      statement: statementOf(found, question, context),
      figures: figuresOf(found, question),
      tables: {
        processes: {
          title: say('table.unclosed.processes'),
          columns: labelledColumns(PROCESSES, say),
          rows: processes,
        },
        oldest: { title: say('table.unclosed.oldest'), columns: labelledColumns(OLDEST, say), rows: oldest },
      },
      charts: [
        {
          name: 'unclosed',
          title: say('chart.unclosed', { day: dayText(question.date, locale) }),
          table: 'processes',
          spec: { kind: 'horizontal-bar', x: 'process', y: ['unclosed'] },
        },
      ],
      notes: notesOf(found, question, context),
    }
  },
})

function figuresOf({ processes, excluded }: Found, { date, asOf }: UnclosedQuestion): Record<string, Cell> {
  const oldest = oldestProcess(processes)
  return {
    date,
    as_of: asOf,
    started: total(processes, 'started'),
    unclosed: total(processes, 'unclosed'),
    overdue: total(processes, 'overdue'),
    oldest_process: oldest?.['process'] ?? null,
    oldest_opened_at: oldest?.['oldest_opened_at'] ?? null,
    oldest_days: oldest?.['oldest_days'] ?? null,
    excluded_users: excluded,
  }
}
