import { type AnalysisResult, RequestError } from '../../../../base/index.ts'
import { dayText, defineAnalysis, percentText } from '../../../../kit/index.ts'
import { ratingFigures } from '../../rfm/question.ts'
import type { OrdersSettings } from '../../settings.ts'
import { words } from '../../words.ts'
import { ratingNotes } from '../rating-notes.ts'
import { type Move, type Movement, readMoves } from './read.ts'
import { type AskedMigration, type Context, type MigrationQuestion, migrationSettings, questionOf } from './settings.ts'
import { chartsOf, tablesOf } from './tables.ts'

/** Who moved between segments from one day to another. */
export const migration = defineAnalysis<AskedMigration, OrdersSettings>({
  id: 'orders.rfm-migration',
  meaning:
    'How customers moved between segments from one day to another: who rose, sank, came and went, with shares of each segment.',
  settings: migrationSettings,
  async run(context): Promise<AnalysisResult> {
    const question = await questionOf(context)
    const moves = await readMoves(context, question)
    const { from, to, isFrozen, before } = question
    if (moves.length === 0) throw new RequestError(words, 'rfm_no_moves', { from, to })
    return {
      statement: statementOf(moves, question, context),
      figures: {
        from,
        to,
        cuts: isFrozen ? 'frozen' : 'recomputed',
        ...ratingFigures(before),
        customers_before: customersOf(moves, ['stayed', 'up', 'down', 'gone']),
        customers_after: customersOf(moves, ['stayed', 'up', 'down', 'new', 'returned']),
        stayed: customersOf(moves, ['stayed']),
        moved_up: customersOf(moves, ['up']),
        moved_down: customersOf(moves, ['down']),
        gone: customersOf(moves, ['gone']),
        new_customers: customersOf(moves, ['new']),
        returned: customersOf(moves, ['returned']),
      },
      tables: tablesOf(moves, question, context),
      charts: chartsOf(context),
      notes: notesOf(question, context),
    }
  },
})

const customersOf = (moves: readonly Move[], movements: readonly Movement[]): number =>
  moves.reduce((sum, { movement, customers }) => sum + (movements.includes(movement) ? customers : 0), 0)

function statementOf(moves: readonly Move[], { from, to }: MigrationQuestion, { say, locale }: Context): string {
  const before = customersOf(moves, ['stayed', 'up', 'down', 'gone'])
  const part = (movement: Movement) => (before > 0 ? percentText(customersOf(moves, [movement]) / before, locale) : '–')
  return say('rfm_migration.statement', {
    from: dayText(from, locale),
    to: dayText(to, locale),
    customers: before,
    stayed: customersOf(moves, ['stayed']),
    stayed_share: part('stayed'),
    up: customersOf(moves, ['up']),
    up_share: part('up'),
    down: customersOf(moves, ['down']),
    down_share: part('down'),
    gone: customersOf(moves, ['gone']),
    gone_share: part('gone'),
    arrived: customersOf(moves, ['new']),
    returned: customersOf(moves, ['returned']),
  })
}

function notesOf({ from, before, after, isFrozen }: MigrationQuestion, context: Context): string[] {
  const { say, locale } = context
  const cuts =
    before.scoring === 'thresholds'
      ? []
      : [say(isFrozen ? 'note.rfm_frozen' : 'note.rfm_recomputed', { date: dayText(from, locale) })]
  const [window, ...rest] = ratingNotes(after, context)
  return [window!, ...cuts, ...rest, say('note.rfm_migration_up'), say('note.rfm_migration_states')]
}
