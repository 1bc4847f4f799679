import styles from './parts.module.css'

const WIDTH = 160
const HEIGHT = 36
const EDGE = 3

interface SparklineProps {
  values: readonly (number | null)[]
  /** what it shows, for those who do not see it */
  label: string
}

type Point = readonly [x: number, y: number]

function pointsOf(values: readonly (number | null)[]): (Point | null)[] {
  const known = values.filter((value) => value !== null)
  const low = Math.min(...known)
  const high = Math.max(...known)
  const range = high - low || 1
  const step = values.length > 1 ? (WIDTH - 2 * EDGE) / (values.length - 1) : 0
  return values.map((value, index) =>
    value === null ? null : [EDGE + index * step, HEIGHT - EDGE - ((value - low) / range) * (HEIGHT - 2 * EDGE)],
  )
}

/** A line that breaks where there is no figure. */
function pathOf(points: readonly (Point | null)[]): string {
  let path = ''
  let isDrawing = false
  for (const point of points) {
    if (point) path += `${isDrawing ? 'L' : 'M'}${point[0].toFixed(1)} ${point[1].toFixed(1)}`
    isDrawing = point !== null
  }
  return path
}

export function Sparkline({ values, label }: SparklineProps) {
  const points = pointsOf(values)
  const last = points.findLast((point) => point !== null)
  if (!last) return <div className={styles.spark} />
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path
        d={pathOf(points)}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
        strokeLinejoin="round"
      />
      <path
        d={`M${last[0]} ${last[1]}h0.01`}
        stroke="currentColor"
        strokeWidth="5"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}
