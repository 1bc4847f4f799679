import { memo, startTransition, useEffect, useState } from 'react'
import type { TileView } from '../../api/index.ts'
import { Waiting } from '../parts/states.tsx'
import styles from './dashboard.module.css'
import { Tile } from './Tile.tsx'

interface TilesProps {
  tiles: readonly TileView[]
  /** all of them stand */
  onWhole(): void
}

const HEIGHTS: Readonly<Record<TileView['kind'], number>> = { metric: 104, chart: 280, table: 240, analysis: 320 }

/** The tiles of a board. They come one by one, in their order: between them the page answers its reader. */
export function Tiles({ tiles, onWhole }: TilesProps) {
  const [count, setCount] = useState(1)
  const isWhole = count >= tiles.length
  useEffect(() => {
    if (isWhole) {
      onWhole()
      return undefined
    }
    const next = setTimeout(() => startTransition(() => setCount(count + 1)))
    return () => clearTimeout(next)
  }, [count, isWhole, onWhole])
  return (
    <div className={styles.tiles}>
      {tiles.map((tile, place) =>
        place < count ? <Own key={tile.id} tile={tile} /> : <Place key={tile.id} {...tile} />,
      )}
    </div>
  )
}

const Own = memo(Tile)

/** Holds the place of a tile that is not there yet. */
function Place({ id, kind, width, title }: TileView) {
  return (
    <article id={`tile-${id}`} className={styles.tile} data-width={width} data-kind={kind} aria-label={title} aria-busy>
      <div className={styles.tileBody}>
        <Waiting height={HEIGHTS[kind]} />
      </div>
    </article>
  )
}
