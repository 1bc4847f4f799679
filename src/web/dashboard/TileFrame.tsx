import { Loader, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconInfoCircle } from '@tabler/icons-react'
import { useId, type ReactNode } from 'react'
import type { TileView } from '../../api/index.ts'
import type { Instant } from '../../base/index.ts'
import { useSay } from '../locale.tsx'
import { AsOf } from '../parts/AsOf.tsx'
import { Hint } from '../parts/Hint.tsx'
import { useOnce } from '../parts/once.ts'
import styles from './dashboard.module.css'
import { TileMenu, type TileActions } from './TileMenu.tsx'

interface TileFrameProps extends TileActions {
  tile: TileView
  meaning: string
  asOf: Readonly<Record<string, Instant>> | undefined
  isRefreshing: boolean
  /** what a reader must know about how the filter bar holds here */
  hint?: string | undefined
  /** the picture; drawn again, larger, when the tile fills the screen */
  children(place: { isFull: boolean }): ReactNode
}

/** What every tile has: a title, what it means, up to when, and what can be done with it. */
export function TileFrame({ tile, meaning, asOf, isRefreshing, hint, children, ...actions }: TileFrameProps) {
  const say = useSay()
  const titleId = useId()
  const [isFull, { open, close }] = useDisclosure(false)
  const wasFull = useOnce(isFull)
  return (
    <article
      id={`tile-${tile.id}`}
      className={styles.tile}
      data-width={tile.width}
      data-kind={tile.kind}
      aria-labelledby={titleId}
    >
      <header className={styles.tileHead}>
        <h2 id={titleId} className={styles.tileTitle}>
          {tile.title}
        </h2>
        {meaning && (
          <Hint label={meaning}>
            <button type="button" className={styles.info} aria-label={say('meaning_of', { title: tile.title })}>
              <IconInfoCircle size={15} stroke={1.6} />
            </button>
          </Hint>
        )}
        <span className={styles.fill} />
        {isRefreshing && <Loader size={12} aria-hidden />}
        <TileMenu title={tile.title} onFull={open} {...actions} />
      </header>
      <div className={styles.tileBody} data-refreshing={isRefreshing || undefined}>
        {children({ isFull: false })}
      </div>
      <footer className={styles.tileFoot}>
        {tile.note && <span className={styles.note}>{tile.note}</span>}
        {asOf && <AsOf asOf={asOf} />}
        {hint && <span>{hint}</span>}
      </footer>
      {wasFull && (
        <Modal
          opened={isFull}
          onClose={close}
          fullScreen
          title={tile.title}
          classNames={{ body: styles.fullBody ?? '', content: styles.fullContent ?? '' }}
        >
          {isFull && children({ isFull: true })}
        </Modal>
      )}
    </article>
  )
}
