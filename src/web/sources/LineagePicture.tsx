import { useElementSize, useMergedRef } from '@mantine/hooks'
import { useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { LineageTableView, LineageView } from '../../api/index.ts'
import { useSay } from '../locale.tsx'
import styles from './data.module.css'
import { linksOf, METRIC, type LineageLink } from './links.ts'
import type { OpenNode } from './NodeDrawer.tsx'

const LAYERS = ['mart', 'core', 'settings', 'staging', 'raw'] as const
/** settings stand under what reads them */
const COLUMNS = [['mart'], ['core', 'settings'], ['staging'], ['raw']] as const
const COLUMNS_SHOWN = 6

interface PictureProps {
  view: LineageView
  /** also what is only looked up */
  isWhole: boolean
  onOpen(node: OpenNode): void
}

/** Layers side by side, the metric first; lines lead from what reads to what is read. On a phone one layer stands under another. */
export function LineagePicture({ view, isWhole, onOpen }: PictureProps) {
  const say = useSay()
  const [pointed, setPointed] = useState<string>()
  const shown = view.tables.filter(({ isUsed }) => isWhole || isUsed)
  const names = new Set([METRIC, ...shown.map(({ name }) => name)])
  const links = linksOf(view).filter(({ from, to }) => names.has(from) && names.has(to))
  const near = new Set(links.filter((link) => isAt(link, pointed)).flatMap(({ from, to }) => [from, to]))
  const { ref: sized, width, height } = useElementSize<HTMLDivElement>()
  const picture = useRef<HTMLDivElement>(null)
  const ref = useMergedRef(sized, picture)
  const lines = useLines(picture, links, `${width} ${height} ${shown.length} ${view.metric.id}`)
  const cards = (table: LineageTableView) => (
    <Card
      key={table.name}
      id={table.name}
      title={table.name}
      columns={table.layer === 'settings' ? [] : table.columns.filter(({ use }) => use !== null)}
      isQuiet={pointed !== undefined && pointed !== table.name && !near.has(table.name)}
      onPoint={setPointed}
      onOpen={() => onOpen({ table: table.name })}
    />
  )
  return (
    <div className={styles.picture} ref={ref}>
      <svg className={styles.lines} aria-hidden>
        {lines.map(({ link, path }) => (
          <path
            key={`${link.from} ${link.to}`}
            d={path}
            data-used={link.isUsed || undefined}
            data-near={isAt(link, pointed) || undefined}
            // many models read many settings: those lines are drawn when they are asked for
            data-far={link.to.startsWith('settings.') || undefined}
          />
        ))}
      </svg>
      <section className={styles.layer} aria-label={say('metric')}>
        <h3>{say('metric')}</h3>
        <Card
          id={METRIC}
          title={view.metric.title}
          isMetric
          columns={[]}
          isQuiet={pointed !== undefined && pointed !== METRIC && !near.has(METRIC)}
          onPoint={setPointed}
          onOpen={() => onOpen({ table: undefined })}
        />
      </section>
      {COLUMNS.map((layers) => (
        <div key={layers.join(' ')} className={styles.layer}>
          {LAYERS.filter((layer) => layers.some((each) => each === layer)).map((layer) => {
            const own = shown.filter((table) => table.layer === layer)
            return (
              own.length > 0 && (
                <section key={layer} className={styles.layerCards} aria-label={say(`lineage_${layer}`)}>
                  <h3>{say(`lineage_${layer}`)}</h3>
                  {own.map(cards)}
                </section>
              )
            )
          })}
        </div>
      ))}
    </div>
  )
}

const isAt = ({ from, to }: LineageLink, card: string | undefined): boolean => from === card || to === card

interface CardProps {
  id: string
  title: string
  columns: LineageTableView['columns']
  isMetric?: boolean
  isQuiet: boolean
  onPoint(card: string | undefined): void
  onOpen(): void
}

function Card({ id, title, columns, isMetric, isQuiet, onPoint, onOpen }: CardProps) {
  const say = useSay()
  const ordered = columns.toSorted((one, other) => Number(other.use === 'value') - Number(one.use === 'value'))
  return (
    <button
      type="button"
      className={styles.card}
      data-card={id}
      data-metric={isMetric}
      data-quiet={isQuiet || undefined}
      onClick={onOpen}
      onMouseEnter={() => onPoint(id)}
      onMouseLeave={() => onPoint(undefined)}
      onFocus={() => onPoint(id)}
      onBlur={() => onPoint(undefined)}
    >
      <b>{title}</b>
      {ordered.slice(0, COLUMNS_SHOWN).map(({ name, use }) => (
        <span key={name} data-use={use}>
          {name}
          <span className={styles.unseen}> ({say(`use_${use}`)})</span>
        </span>
      ))}
      {ordered.length > COLUMNS_SHOWN && <i>{say('lineage_more', { count: ordered.length - COLUMNS_SHOWN })}</i>}
    </button>
  )
}

interface Line {
  link: LineageLink
  path: string
}

/** Where the cards stand is known once they are laid out. */
function useLines(
  picture: RefObject<HTMLDivElement | null>,
  links: readonly LineageLink[],
  laidOut: string,
): readonly Line[] {
  const [lines, setLines] = useState<readonly Line[]>([])
  useLayoutEffect(() => {
    const root = picture.current
    if (!root) return
    const origin = root.getBoundingClientRect()
    const boxes = new Map(
      [...root.querySelectorAll<HTMLElement>('[data-card]')].map((card) => [
        card.dataset['card'],
        card.getBoundingClientRect(),
      ]),
    )
    setLines(
      links.flatMap((link) => {
        const [from, to] = [boxes.get(link.from), boxes.get(link.to)]
        return from && to ? [{ link, path: pathOf(from, to, origin) }] : []
      }),
    )
    // links are new at each drawing; what they depend on is named in `laidOut`
    // oxlint-disable-next-line react/exhaustive-deps
  }, [laidOut])
  return lines
}

/** From the right side of what reads to the left side of what is read; within a column around its left. */
function pathOf(from: DOMRect, to: DOMRect, origin: DOMRect): string {
  const y1 = from.top + from.height / 2 - origin.top
  const y2 = to.top + to.height / 2 - origin.top
  if (to.left >= from.right) {
    const [x1, x2] = [from.right - origin.left, to.left - origin.left]
    const bend = (x2 - x1) / 2
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
  }
  const [x1, x2] = [from.left - origin.left, to.left - origin.left]
  return `M${x1} ${y1}C${x1 - 18} ${y1} ${x2 - 18} ${y2} ${x2} ${y2}`
}
