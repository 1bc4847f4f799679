import { chartHeight, loadEngine, renderSvg, type ChartInput } from '../../charts/index.ts'

/** A picture that is wanted: of this width, at least of this height. */
export interface Wanted {
  input: ChartInput & { width: number; height: number }
  /** begins every id inside */
  id: string
}

export interface Drawn {
  svg: string
  /** the height that suits the picture; it is drawn higher where its place is */
  needed: number
}

export type Reply = { drawn: Drawn } | { failed: string }

// Runs in a thread of its own, so that the page answers its reader meanwhile.
void loadEngine()

addEventListener('message', ({ data }: MessageEvent<Wanted>) => {
  const answer = (reply: Reply) => postMessage(reply)
  drawn(data).then(
    (picture) => answer({ drawn: picture }),
    (error: unknown) => answer({ failed: String(error) }),
  )
})

async function drawn({ input, id }: Wanted): Promise<Drawn> {
  const needed = chartHeight(input)
  const height = Math.max(needed, input.height)
  return { svg: await renderSvg({ ...input, height }, { width: input.width, height, id }), needed }
}
