import { asIs } from './html.ts'

const icon = (path: string, size = 24) =>
  asIs(
    `<svg viewBox="0 0 24 24" width="${size}" height="${size}" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`,
  )

export const BACK = icon('<path d="M19 12H5m7-7-7 7 7 7"/>')
export const SEND = asIs(
  '<svg viewBox="0 0 24 24" width="24" height="24" fill="currentColor" aria-hidden="true"><path d="M3.2 20.4 21 12.7a.8.8 0 0 0 0-1.4L3.2 3.6a.6.6 0 0 0-.8.7L4 10.6l9.5 1.4L4 13.4l-1.6 6.3a.6.6 0 0 0 .8.7Z"/></svg>',
)
export const MENU = icon('<path d="M4 7h16M4 12h16M4 17h16"/>', 20)
export const PAPER = icon('<path d="M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8z"/><path d="M14 3v5h5"/>')
export const OUTWARD = icon('<path d="M8 16 16 8m-6 0h6v6"/>', 14)
export const SILENT = icon(
  '<path d="M6 9a6 6 0 0 1 9.5-4.9M18 9c0 6 2.5 7.5 2.5 7.5H8M10.5 20.5a2 2 0 0 0 3 0M3 3l18 18"/>',
  12,
)
