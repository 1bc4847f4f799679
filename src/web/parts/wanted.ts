import type { useCombobox } from '@mantine/core'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'

const OPENING: ReadonlySet<string> = new Set(['ArrowDown', 'ArrowUp'])

/**
 * A control that drops something down and that nobody has touched yet is a button alone: a page has dozens. The first press
 * puts the whole control in its place, opened.
 * @returns whether it was pressed, and what the button alone carries
 */
export function useWanted() {
  const [isWanted, setIsWanted] = useState(false)
  const want = () => setIsWanted(true)
  const onKeyDown = (event: KeyboardEvent) => {
    if (!OPENING.has(event.key)) return
    event.preventDefault()
    want()
  }
  return { isWanted, alone: { onClick: want, onKeyDown, 'aria-expanded': false } as const }
}

/** Drops down at once what was wanted before it was there, and gives its button the focus that the button alone had. */
export function useOpened({ focusTarget, openDropdown }: ReturnType<typeof useCombobox>, isWanted: boolean): void {
  const isDone = useRef(false)
  useEffect(() => {
    if (!isWanted || isDone.current) return
    isDone.current = true
    focusTarget()
    openDropdown()
  }, [isWanted, focusTarget, openDropdown])
}
