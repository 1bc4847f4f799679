import { createRequire } from 'node:module'
import { parentPort } from 'node:worker_threads'
import { fontFiles } from './fonts.ts'

export interface PngOrder {
  id: number
  svg: string
  scale: number
}

export type PngResult = { id: number; png: Uint8Array } | { id: number; error: string }

/*
Draws pictures one after another for png.ts. resvg keeps native memory for each of them, which only the end of the
thread gives back.
*/
const { Resvg } = createRequire(import.meta.url)('@resvg/resvg-js') as typeof import('@resvg/resvg-js')
const files = Object.values(fontFiles())

parentPort?.on('message', ({ id, svg, scale }: PngOrder) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(draw(id, svg, scale))
})

function draw(id: number, svg: string, scale: number): PngResult {
  try {
    const picture = new Resvg(svg, {
      font: { loadSystemFonts: false, fontFiles: files, defaultFontFamily: 'PT Sans', sansSerifFamily: 'PT Sans' },
      fitTo: { mode: 'zoom', value: scale },
    })
    return { id, png: new Uint8Array(picture.render().asPng()) }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}
