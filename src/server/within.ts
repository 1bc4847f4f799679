import { SvodkaError } from '../base/index.ts'
import { words } from './words.ts'

/** What was asked, or an error when it takes longer: who looks whether all is well must not wait as long as what hangs. */
export async function within<T>(seconds: number, asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new SvodkaError(words, 'too_slow', { seconds }, { recovery: 'retry' })),
      seconds * 1000,
    )
  })
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}
