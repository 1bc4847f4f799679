import { useCallback } from 'react'
import type { AuditEntry } from '../../api/index.ts'
import { useSay } from '../locale.tsx'
import { useValueText } from './value-text.ts'
import { words } from './words.ts'

/** Names that say something to the program only. */
const HIDDEN: ReadonlySet<string> = new Set(['id'])
const NOTHING = '–'

/** What the record keeps beside who, what and whom, in the reader's words: `Роль: Оператор → Руководитель`. */
export function useDetailText(): (detail: AuditEntry['detail']) => string[] {
  const say = useSay(words)
  const valueOf = useValueText()
  return useCallback(
    (detail) => {
      const known = (key: string, otherwise: string) => (words.has(key) ? say(key) : otherwise)
      const part = (name: string, value: string): string => {
        if (value === NOTHING) return value
        if (value === 'yes' || value === 'no') return say(value)
        if (name === 'scope')
          return value
            .split(', ')
            .map((ability) => say(`ability_${ability}`))
            .join(', ')
        return known(`${name}_${value}`, valueOf(name, value))
      }
      const text = (name: string, value: string): string =>
        value
          .split(' → ')
          .map((each) => part(name, each))
          .join(' → ')
      return Object.entries(detail)
        .filter(([name]) => !HIDDEN.has(name))
        .map(([name, value]) => `${known(`what_${name}`, name)}: ${text(name, value)}`)
    },
    [say, valueOf],
  )
}
