import { AnswerError } from '../api/client.ts'
import { useWait } from './use-wait.ts'

/** Where the server asks to wait before the next try, how many seconds are left. */
export function useRefused() {
  const [waitSeconds, wait] = useWait()
  return {
    waitSeconds,
    onError(error: Error) {
      if (error instanceof AnswerError && error.retryAfterSeconds) wait(error.retryAfterSeconds)
    },
  }
}
