import { useCallback, useMemo, useState } from 'react'
import type { Row } from '../../base/index.ts'
import { chartOf } from '../dashboard/chart-of.ts'
import { PointMenu, type PickedPoint } from '../dashboard/PointMenu.tsx'
import { incompleteFrom } from '../dashboard/tile-query.ts'
import { useSay } from '../locale.tsx'
import { Chart } from '../parts/Chart.tsx'
import styles from './explore.module.css'
import type { Explored } from './explored.ts'
import type { Picture } from './pictures.ts'

/** The pictures of an answer, each with its name where there are several. */
export function Drawn({ explored, pictures }: { explored: Explored; pictures: readonly Picture[] }) {
  return (
    <div className={styles.pictures} data-many={pictures.length > 1 || undefined}>
      {pictures.map((picture) => (
        <One
          key={picture.metrics.map(({ name }) => name).join()}
          explored={explored}
          picture={picture}
          isNamed={pictures.length > 1}
        />
      ))}
    </div>
  )
}

interface OneProps {
  explored: Explored
  picture: Picture
  isNamed: boolean
}

function One({ explored: { answer, question }, picture, isNamed }: OneProps) {
  const say = useSay()
  const [picked, setPicked] = useState<PickedPoint>()
  const earlier = say('earlier')
  const { spec, table } = useMemo(() => chartOf(picture.spec, answer, earlier), [picture.spec, answer, earlier])
  const pick = useCallback((row: Row, at: { x: number; y: number }) => setPicked({ row, at }), [])
  const names = picture.metrics.map(({ name }) => name)
  const title = picture.metrics.map(({ label }) => label).join(', ')
  return (
    <figure className={styles.picture}>
      {isNamed && <figcaption>{title}</figcaption>}
      <div className={styles.canvas}>
        <Chart
          spec={spec}
          table={table}
          grain={answer.period.grain}
          incompleteFrom={incompleteFrom(answer)}
          label={say('chart_of', { title })}
          onPick={pick}
        />
      </div>
      <PointMenu
        picked={picked}
        answer={answer}
        query={{ ...question, metrics: names }}
        onClose={() => setPicked(undefined)}
      />
    </figure>
  )
}
