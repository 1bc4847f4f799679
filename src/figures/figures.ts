import type { AnalysisAnswer, Answer, Instant, Period, Query, RowsQuery } from '../base/index.ts'
import { visibleRows as productRules } from '../access/index.ts'
import type { PackDefinition } from '../kit/index.ts'
import { runAnalysis } from './analyze.ts'
import { queryColumns, runLimited, unitsOf, withAsOf, type TimelessAnswer } from './answer.ts'
import { createCache } from './cache.ts'
import { catalogOf } from './catalog.ts'
import { earlierQuestion, matchRows } from './comparison.ts'
import type { Asker, Figures, FiguresOptions } from './contract.ts'
import { gatherDefinitions, type KnownMetric } from './definitions.ts'
import { momentOf } from './made-values.ts'
import { openMarts, type PersonMarts } from './marts.ts'
import { planQuery } from './plan.ts'
import { understandLimit, understandMetrics, understandQuery, understandTime, type Question } from './question.ts'
import { MOST_LISTED_ROWS, USUAL_ROWS, listRows, periodOf, rowColumns, rowsSelect, type RowsQuestion } from './rows.ts'
import { readSettings } from './settings.ts'
import { spanOf } from './span.ts'
import { dimensionValues } from './values.ts'
import { wholeOf, type WholeSelect } from './whole.ts'

const CACHE_BYTES = 64 * 1024 * 1024

/**
 * Opens the one door for figures over a warehouse. Every question is answered for the person who asks: marts are seen
 * through that person's row rules, whatever the path. Equal questions of people who see the same rows are answered
 * once per version of the data; `asOf` is fresh each time.
 * @throws {RequestError} from each question that names what does not exist or gives a wrong value
 * @example
 * const figures = createFigures({ packs, warehouse, timeZone: 'Europe/Moscow', currency: 'RUB', today: () => '2023-12-31' })
 * await figures.query({ metrics: ['support.tickets_created'], grain: 'month', period: 'this-year' }, { person: OWNER, locale: 'ru' })
 */
export function createFigures(options: FiguresOptions): Figures {
  const { packs, warehouse, timeZone, visibleRows = productRules, cacheBytes = CACHE_BYTES } = options
  const definitions = gatherDefinitions(packs)
  const cache = createCache(cacheBytes, options.onAnswer)
  const marts = ({ person }: Asker): PersonMarts => openMarts(warehouse, person, visibleRows, definitions.marts)

  const asOfPacks = async (asked: readonly PackDefinition<any>[]): Promise<Readonly<Record<string, Instant>>> =>
    onlyFeeding(asked, options.sources, await warehouse.asOf())

  /** Answers once per version of the data, rule and question. */
  async function once<T>(question: readonly unknown[], { rule }: PersonMarts, make: () => Promise<T>): Promise<T> {
    return cache.get(await warehouse.version(), JSON.stringify([rule, ...question]), make)
  }

  const span = (metrics: readonly KnownMetric[], zone: string, seen: PersonMarts): Promise<Period | undefined> =>
    once(['span', zone, options.today(), metrics.map(({ metric }) => metric.id)], seen, () =>
      spanOf(metrics, zone, options.today(), seen),
    )

  const calendar = (metrics: readonly KnownMetric[], zone: string, seen: PersonMarts) => ({
    timeZone,
    today: options.today(),
    span: () => span(metrics, zone, seen),
  })

  async function answerQuery(
    question: Question,
    query: Query,
    seen: PersonMarts,
    { locale }: Asker,
  ): Promise<TimelessAnswer> {
    const { rows, sql, isCut } = await runLimited(planQuery(question, definitions, seen), question.limit, seen)
    const columns = queryColumns(question, definitions, locale)
    const answer: TimelessAnswer = {
      rows,
      columns,
      units: unitsOf(columns),
      period: askedPeriod(question),
      sql,
      isCut,
    }
    if (query.compare === undefined) return answer
    const before = earlierQuestion(question, query.compare)
    const earlier = await seen.rows(planQuery(before, definitions, seen))
    return { ...answer, comparison: { period: before.frame.period, rows: matchRows(question, rows, before, earlier) } }
  }

  async function asQuestion(query: Query, seen: PersonMarts, most?: number): Promise<Question> {
    const metrics = understandMetrics(query.metrics, definitions)
    const zone = query.timeZone ?? timeZone
    return understandQuery(query, definitions, calendar(metrics, zone, seen), most)
  }

  async function asRowsQuestion(query: RowsQuery, limit: number, seen: PersonMarts): Promise<RowsQuestion> {
    const [known] = understandMetrics([query.metric], definitions)
    if (known === undefined) throw new Error('a metric was found and is not there')
    const { where = [] } = query
    for (const { dimension } of where) definitions.dimensionOf(known, dimension)
    const frame = await understandTime(query, calendar([known], query.timeZone ?? timeZone, seen))
    return { known, where, frame, limit }
  }

  async function wholeQuery(query: Query, seen: PersonMarts, { locale }: Asker): Promise<WholeSelect> {
    const question = await asQuestion(query, seen, Infinity)
    return {
      select: () => planQuery(question, definitions, seen),
      limit: question.limit,
      period: askedPeriod(question),
      columns: () => queryColumns(question, definitions, locale),
    }
  }

  async function wholeRows(query: RowsQuery, seen: PersonMarts, { locale }: Asker): Promise<WholeSelect> {
    const question = await asRowsQuestion(query, understandLimit(query.limit, Infinity, Infinity), seen)
    const { select, table } = rowsSelect(question, definitions, seen, await warehouse.layers())
    return {
      select,
      newestBy: question.known.metric.at,
      limit: question.limit,
      period: periodOf(question.frame),
      columns: (names) => rowColumns(names, table, question.known, definitions, locale),
    }
  }

  return {
    catalog: ({ locale }) => catalogOf(definitions, locale),

    async query(query: Query, asker: Asker): Promise<Answer> {
      const seen = marts(asker)
      const question = await asQuestion(query, seen)
      const { metrics, frame, by, where, order, limit } = question
      const key = [
        'query',
        asker.locale,
        metrics.map(({ metric }) => metric.id),
        by,
        where,
        frame,
        order,
        limit,
        query.compare,
      ]
      const answering = once(key, seen, () => answerQuery(question, query, seen, asker))
      const [answer, asOf] = await Promise.all([answering, asOfPacks(metrics.map(({ pack }) => pack))])
      return withAsOf(answer, asOf)
    },

    async analyze(id, texts, asker, { today = options.today() } = {}): Promise<AnalysisAnswer> {
      const known = definitions.analysis(id)
      const settings = readSettings(known.analysis.settings(known.pack.settings), texts, id)
      const seen = marts(asker)
      const asOf = await asOfPacks([known.pack.definition])
      const answer = await once(['analyze', id, asker.locale, today, asOf, settings], seen, () =>
        runAnalysis(known, settings, {
          marts: seen,
          timeZone,
          locale: asker.locale,
          currency: options.currency,
          today,
          asOf,
        }),
      )
      return withAsOf(answer, asOf)
    },

    async rows(query: RowsQuery, asker: Asker): Promise<Answer> {
      const seen = marts(asker)
      const limit = understandLimit(query.limit, USUAL_ROWS, MOST_LISTED_ROWS)
      const question = await asRowsQuestion(query, limit, seen)
      const { known, where, frame } = question
      const key = ['rows', asker.locale, known.metric.id, where, frame, limit]
      const answer = await once(key, seen, async () =>
        listRows(question, definitions, seen, await warehouse.layers(), asker.locale),
      )
      return withAsOf(answer, await asOfPacks([known.pack]))
    },

    async whole(wanted, asker) {
      const seen = marts(asker)
      const found = 'rows' in wanted ? wholeRows(wanted.rows, seen, asker) : wholeQuery(wanted.query, seen, asker)
      return wholeOf(await found, seen)
    },

    async values(dimension, asker, valuesOptions = {}) {
      const known = definitions.dimensions(dimension)
      const seen = marts(asker)
      const today = options.today()
      const moment = momentOf({ period: { to: today }, timeZone, today }, seen)
      return once(['values', asker.locale, dimension, today, valuesOptions], seen, () =>
        dimensionValues(known, seen, asker.locale, valuesOptions, moment),
      )
    },

    async span(metrics, asker) {
      return span(understandMetrics(metrics, definitions), timeZone, marts(asker))
    },
  }
}

function askedPeriod({ frame: { period, timeZone, grain } }: Question): TimelessAnswer['period'] {
  return { ...period, timeZone, ...(grain === undefined ? {} : { grain }) }
}

/** Freshness of the sources that feed any entity of these packs; of all, where no source is known to. */
function onlyFeeding(
  packs: readonly PackDefinition<any>[],
  sources: FiguresOptions['sources'],
  asOf: Readonly<Record<string, Instant>>,
): Readonly<Record<string, Instant>> {
  const wanted = new Set(packs.flatMap(({ entities }) => entities.map(({ id }) => id)))
  const feeding = sources?.filter(({ entities }) => entities.some((entity) => wanted.has(entity))) ?? []
  if (feeding.length === 0) return asOf
  const ids = new Set(feeding.map(({ id }) => id))
  return Object.fromEntries(Object.entries(asOf).filter(([id]) => ids.has(id)))
}
