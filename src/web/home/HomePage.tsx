import { Title } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { formatDay } from '../../base/index.ts'
import { useHome } from '../api/questions.ts'
import { useLocale, useSay } from '../locale.tsx'
import { AsOf } from '../parts/AsOf.tsx'
import { useTitle } from '../parts/title.ts'
import { Empty, Failure, Waiting } from '../parts/states.tsx'
import { useWorkspace } from '../workspace.ts'
import { HomePack } from './HomePack.tsx'
import styles from './home.module.css'

const Saved = lazy(async () => ({ default: (await import('../explore/Saved.tsx')).Saved }))

/** Today at a glance: a row per pack, each figure beside the usual for that weekday. */
export function HomePage() {
  const say = useSay()
  const locale = useLocale()
  const { asOf } = useWorkspace()
  const { data: home, error, refetch } = useHome()
  useTitle(say('home'))
  return (
    <div className="page">
      <header className="page-head">
        <Title order={1}>{home ? say('home_title', { day: formatDay(home.day, locale) }) : say('home')}</Title>
        <AsOf asOf={asOf} />
      </header>
      {!home && error && <Failure error={error} onRetry={() => void refetch()} />}
      {!home && !error && <HomeWaiting />}
      {home?.packs.map((pack) => (
        <HomePack key={pack.id} pack={pack} day={home.day} />
      ))}
      {home && (
        <Suspense>
          <Saved />
        </Suspense>
      )}
      {home && home.packs.length === 0 && <Empty title={say('home_empty')} next={say('home_empty_next')} />}
    </div>
  )
}

const PLACES = [1, 2, 3, 4]

const HomeWaiting = () => (
  <div className={styles.figures}>
    {PLACES.map((place) => (
      <Waiting key={place} height={168} />
    ))}
  </div>
)
