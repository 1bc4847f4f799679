import { IconChartLine } from '@tabler/icons-react'
import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Catalog } from '../../base/index.ts'
import { call } from '../api/client.ts'
import { useLocale, useSay } from '../locale.tsx'
import { Empty, Waiting } from '../parts/states.tsx'
import { addressOfQuery, USUAL_PERIOD } from './address.ts'
import styles from './explore.module.css'
import { startersOf } from './starters.ts'

/** What could be asked first, by pack. */
export function Starters({ catalog }: { catalog: Catalog }) {
  const say = useSay()
  const locale = useLocale()
  const firsts = catalog.packs.flatMap(({ id }) => catalog.dashboards.find(({ pack }) => pack === id)?.id ?? [])
  const { dashboards, isWaiting } = useQueries({
    queries: firsts.map((id) => ({
      queryKey: ['dashboards', id, locale],
      queryFn: ({ signal }: { signal: AbortSignal }) => call('GET /api/dashboards/:id', { id, locale }, signal),
    })),
    combine: (answers) => ({
      dashboards: answers.flatMap(({ data }) => data ?? []),
      isWaiting: answers.some(({ isLoading }) => isLoading),
    }),
  })
  if (isWaiting) return <Waiting height={320} />
  const packs = startersOf(catalog, dashboards)
  if (packs.length === 0) return <Empty title={say('explore_nothing')} next={say('explore_nothing_next')} />
  return (
    <section className={styles.starters} aria-labelledby="first-questions">
      <h2 id="first-questions">{say('explore_first')}</h2>
      <div className={styles.packs}>
        {packs.map(({ pack, title, starters }) => (
          <div key={pack} className={styles.pack}>
            <h3>{title}</h3>
            <ul>
              {starters.map(({ title: name, query }) => (
                <li key={name}>
                  <Link
                    to="/explore"
                    search={addressOfQuery({ ...query, period: query.period ?? USUAL_PERIOD })}
                    className={styles.starter ?? ''}
                  >
                    <IconChartLine size={16} stroke={1.6} aria-hidden />
                    <span>{name}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  )
}
