import module from 'node:module'
import { parentPort } from 'node:worker_threads'
import type { Theme } from '../charts/index.ts'
import type { RenderedFile, ReportDocument } from './contract.ts'

/** A finished report to be drawn, in a format that shows its charts. */
export interface Drawing {
  document: ReportDocument
  format: 'html' | 'pdf' | 'png'
  theme: Theme
  width: number | undefined
}

export type DrawingOrder = Drawing & { id: number }
/** `noPicture`: why the library refused one; `error`: anything else, a fault of the program */
export type DrawingResult = { id: number } & ({ files: RenderedFile[] } | { noPicture: string } | { error: unknown })

/*
Draws reports one after another for drawing-thread.ts. What draws, and the libraries that it needs, is loaded when it is first asked for.
*/
module.enableCompileCache()

parentPort?.on('message', async ({ id, ...drawing }: DrawingOrder) => {
  const result = await drawn(drawing).then(
    (files): DrawingResult => ({ id, files }),
    async (error: unknown): Promise<DrawingResult> => {
      const { NoPicture } = await import('./png.ts')
      return error instanceof NoPicture ? { id, noPicture: error.message } : { id, error }
    },
  )
  const given = 'files' in result ? result.files.map(({ content }) => content.buffer as ArrayBuffer) : []
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(result, given)
})

async function drawn({ document, format, theme, width }: Drawing): Promise<RenderedFile[]> {
  switch (format) {
    case 'html':
      return [await (await import('./html.ts')).reportHtml(document)]
    case 'pdf':
      return [await (await import('./pdf.ts')).reportPdf(document)]
    case 'png':
      return (await import('./pictures.ts')).reportPictures(document, theme, width)
  }
}
