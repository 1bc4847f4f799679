import { Loader } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useSay } from '../locale.tsx'
import { useWorkspace } from '../workspace.ts'
import styles from './shell.module.css'

/** Says why figures are missing while sources are read for the first time; once that is over, everything is asked anew. */
export function FirstReads() {
  const say = useSay()
  const client = useQueryClient()
  const { firstReads } = useWorkspace()
  const isReading = firstReads.length > 0
  const wasReading = useRef(isReading)
  useEffect(() => {
    const isOver = wasReading.current && !isReading
    wasReading.current = isReading
    if (isOver) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'app' })
  }, [client, isReading])
  return (
    <output>
      {isReading && (
        <span className={styles.firstReads}>
          <Loader size={14} aria-hidden />
          {say('first_reads', { count: firstReads.length, sources: firstReads.join(', ') })}
        </span>
      )}
    </output>
  )
}
