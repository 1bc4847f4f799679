import {
  errorText,
  formatDay,
  formatInstant,
  startOfDay,
  addDays,
  SvodkaError,
  type Answer,
  type Day,
  type Instant,
  type Locale,
  type Period,
  type World,
} from '../base/index.ts'
import type { Figures } from '../figures/index.ts'
import type { Block, Report } from '../kit/index.ts'
import { analysisBlocks } from './analysis-block.ts'
import type { DocumentBlock, ReportDocument } from './contract.ts'
import { figureItems } from './figures-block.ts'
import type { Making, ReportRequest } from './making.ts'
import { packsOf, withoutMissing } from './missing-packs.ts'
import { resolvePeriod } from './period.ts'
import { standingOut } from './stands-out.ts'
import { answerTable, firstIncomplete } from './table-block.ts'
import { usualBlocks } from './usual-block.ts'
import { words } from './words.ts'

/** A report that holds its own date says in its first line when data ends earlier than this before the end of that date. */
export const STALE_AFTER_HOURS = 36

/** A block that needs no other block to be made. */
type Asking = Exclude<Block, { kind: 'stands-out' }>

interface MadeBlock {
  blocks: readonly DocumentBlock[]
  asOf: Readonly<Record<string, Instant>>
}

/**
 * Runs every block of a report and writes down what came out. Periods are counted from the report's date, not from
 * the clock. A block that fails becomes a line that says why; the rest of the report stands.
 */
export async function buildReport(
  report: Report,
  request: ReportRequest,
  figures: Figures,
  world: World,
): Promise<ReportDocument> {
  const { pack, asker, date, timeZone } = request
  const { locale } = asker
  const period = await resolvePeriod(report.period, date, figures, [], asker)
  const known = {
    date: formatDay(date, locale),
    from: formatDay(period.from, locale),
    to: formatDay(period.to, locale),
  }
  const say = (key: string, values: Record<string, string> = {}) => pack.words.say(locale, key, { ...known, ...values })
  const making: Making = { report, request, figures, say }
  const made = await makeBlocks(making, world)
  const asOf: Record<string, Instant> = Object.assign({}, ...made.map((block) => block.asOf))
  const warning = staleWarning(asOf, { date, period, timeZone, locale })
  return {
    id: report.id,
    title: say(report.title),
    meaning: say(report.meaning),
    workspace: request.workspace,
    locale,
    currency: request.currency,
    timeZone,
    date,
    period,
    asOf,
    ...(warning === undefined ? {} : { warning }),
    madeAt: world.now().toISOString(),
    blocks: made.flatMap(({ blocks }) => blocks),
  }
}

/** What a missing pack would have told is left out, and the pack named once. */
async function makeBlocks(making: Making, world: World): Promise<MadeBlock[]> {
  const { report, request, figures } = making
  const packs = packsOf(figures, request.asker)
  const made: MadeBlock[] = []
  const named = new Set<string>()
  for (const each of report.blocks) {
    const { block, missing } = withoutMissing(each, packs)
    if (block?.kind === 'stands-out') made.push(furthest(block.title, made, making))
    else if (block) made.push(await makeOrExplain(block, making, world))
    for (const pack of missing.filter((one) => !named.has(one))) {
      named.add(pack)
      made.push({
        blocks: [{ kind: 'text', text: words.say(request.asker.locale, 'pack_missing', { pack }) }],
        asOf: {},
      })
    }
  }
  return made
}

/** What stands out in all figures made so far. */
function furthest(title: string, made: readonly MadeBlock[], making: Making): MadeBlock {
  const items = made.flatMap(({ blocks }) => blocks).flatMap((block) => (block.kind === 'figures' ? block.items : []))
  const isCompared = items.some(({ usual }) => usual !== undefined)
  const text = isCompared ? standingOut(items, making) : words.say(making.request.asker.locale, 'usual_none')
  return {
    blocks: [
      { kind: 'heading', text: making.say(title), level: 3 },
      { kind: 'text', text },
    ],
    asOf: {},
  }
}

async function makeOrExplain(block: Asking, making: Making, world: World): Promise<MadeBlock> {
  const { locale } = making.request.asker
  try {
    return await makeBlock(block, making)
  } catch (error) {
    const title = 'title' in block && block.title ? making.say(block.title) : ''
    world.log.error({ report: making.report.id, block: title, error }, 'report block failed')
    const reason = error instanceof SvodkaError ? errorText(error, locale) : words.say(locale, 'failed_inside')
    return { blocks: [{ kind: 'failed', title, reason }], asOf: {} }
  }
}

async function makeBlock(block: Asking, making: Making): Promise<MadeBlock> {
  const { say } = making
  switch (block.kind) {
    case 'heading':
      return { blocks: [{ kind: 'heading', text: say(block.text) }], asOf: {} }
    case 'text':
      return { blocks: [{ kind: 'text', text: say(block.text) }], asOf: {} }
    case 'figures': {
      const title = block.title === undefined ? {} : { title: say(block.title) }
      if (block.against === 'usual') {
        const { compare: _, ...query } = block.query
        const answer = await ask(query, making)
        return { blocks: await usualBlocks(answer, query, title, making), asOf: answer.asOf }
      }
      const answer = await ask({ compare: 'previous-period', ...block.query }, making)
      return { blocks: [{ kind: 'figures', ...title, items: figureItems(answer, making) }], asOf: answer.asOf }
    }
    case 'chart': {
      const answer = await ask(block.query, making)
      const incomplete = firstIncomplete(answer)
      const chart: DocumentBlock = {
        kind: 'chart',
        title: say(block.title),
        spec: block.chart,
        table: { columns: answer.columns, rows: answer.rows },
        period: { from: answer.period.from, to: answer.period.to },
        ...(incomplete === undefined ? {} : { incompleteFrom: incomplete }),
      }
      return { blocks: [chart], asOf: answer.asOf }
    }
    case 'table': {
      const answer = await ask(block.query, making)
      const table = answerTable(answer, making.request.asker.locale)
      return { blocks: [{ kind: 'table', title: say(block.title), table }], asOf: answer.asOf }
    }
    case 'analysis': {
      const { figures, request } = making
      const answer = await figures.analyze(block.analysis, block.settings ?? {}, request.asker, {
        today: request.date,
      })
      return { blocks: analysisBlocks(block, answer, making), asOf: answer.asOf }
    }
  }
}

async function ask(query: Parameters<Figures['query']>[0], { report, request, figures }: Making): Promise<Answer> {
  const { date, asker, timeZone } = request
  const period = await resolvePeriod(query.period ?? report.period, date, figures, query.metrics, asker)
  return figures.query({ timeZone, ...query, period }, asker)
}

/**
 * Which sources end too early for this report: before the end of its period where that is over, else so many hours before the
 * end of its date.
 */
function staleWarning(
  asOf: Readonly<Record<string, Instant>>,
  { date, period, timeZone, locale }: { date: Day; period: Period; timeZone: string; locale: Locale },
) {
  const endOf = (day: Day) => Date.parse(startOfDay(addDays(day, 1), timeZone))
  const oldest = period.to < date ? endOf(period.to) : endOf(date) - STALE_AFTER_HOURS * 3_600_000
  const stale = Object.entries(asOf).filter(([, instant]) => Date.parse(instant) < oldest)
  if (stale.length === 0) return undefined
  const sources = stale.map(([source, instant]) =>
    words.say(locale, 'warning_source', { source, time: formatInstant(instant, { locale, timeZone }) }),
  )
  return words.say(locale, 'warning', { sources: sources.join('; ') })
}
