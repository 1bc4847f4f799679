/** Pieces that are being made already: whoever does not want the rest says so by `return`, read or unread. */
export type Pieces<T> = AsyncIterableIterator<T, undefined>

/**
 * Waits for the first piece, so that what fails at once fails here and not in the middle of whatever is made of the pieces.
 * A generator that nobody began to read would not notice that it is stopped; one that began does.
 */
export async function begun<T>(pieces: AsyncGenerator<T, void>): Promise<Pieces<T>> {
  const first = await pieces.next()
  let isFirst = true
  const ended = { done: true, value: undefined } as const
  const known = (result: IteratorResult<T, void>): IteratorResult<T, undefined> => (result.done ? ended : result)
  const begunPieces: Pieces<T> = {
    async next() {
      if (!isFirst) return known(await pieces.next())
      isFirst = false
      return known(first)
    },
    async return() {
      isFirst = false
      await pieces.return()
      return ended
    },
    [Symbol.asyncIterator]: () => begunPieces,
  }
  return begunPieces
}
