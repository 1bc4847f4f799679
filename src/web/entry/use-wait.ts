import { useCallback, useEffect, useState } from 'react'

/** Counts seconds down to 0; how many are left, and a way to begin anew. */
export function useWait(): [number, (seconds: number) => void] {
  const [until, setUntil] = useState(0)
  const [left, setLeft] = useState(0)
  useEffect(() => {
    if (until === 0) return
    const tick = () => {
      const seconds = Math.max(0, Math.ceil((until - performance.now()) / 1000))
      setLeft(seconds)
      if (seconds === 0) setUntil(0)
    }
    const timer = setInterval(tick, 250)
    return () => clearInterval(timer)
  }, [until])
  const begin = useCallback((seconds: number) => {
    setLeft(seconds)
    setUntil(performance.now() + seconds * 1000)
  }, [])
  return [left, begin]
}
