import { Tooltip } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { cloneElement, useId, useState, type KeyboardEvent, type ReactElement, type SyntheticEvent } from 'react'

const WAIT_MILLISECONDS = 200

interface HintTarget {
  'aria-describedby'?: string | undefined
  onMouseEnter?(event: SyntheticEvent<HTMLElement>): void
  onMouseLeave?(): void
  onFocus?(event: SyntheticEvent<HTMLElement>): void
  onBlur?(): void
  onKeyDown?(event: KeyboardEvent): void
}

interface HintProps {
  /** lines stay lines */
  label: string
  children: ReactElement<HintTarget>
}

/** What something means, shown to whoever points at it or reaches it by keyboard. Costs nothing until then: a page has hundreds. */
export function Hint({ label, children }: HintProps) {
  const [target, setTarget] = useState<HTMLElement>()
  const [shown] = useDebouncedValue(target, target ? WAIT_MILLISECONDS : 0)
  const id = useId()
  const show = (event: SyntheticEvent<HTMLElement>) => setTarget(event.currentTarget)
  const hide = () => setTarget(undefined)
  return (
    <>
      {cloneElement(children, {
        ...(shown ? { 'aria-describedby': id } : {}),
        onMouseEnter: show,
        onMouseLeave: hide,
        onFocus: show,
        onBlur: hide,
        onKeyDown: ({ key }) => key === 'Escape' && hide(),
      })}
      {shown && (
        <Tooltip id={id} target={shown} opened label={<span style={{ whiteSpace: 'pre-line' }}>{label}</span>} />
      )}
    </>
  )
}
