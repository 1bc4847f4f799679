import { useState } from 'react'

/** Whether something has ever been wanted here: what nobody opened need not be on the page. */
export function useOnce(isWanted: boolean): boolean {
  const [was, setWas] = useState(isWanted)
  if (isWanted && !was) setWas(true)
  return was || isWanted
}
