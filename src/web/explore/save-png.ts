import { renderSvg, type ChartInput, type SvgRequest } from '../../charts/index.ts'

/** how many pixels of the file stand for one of the screen */
const DENSITY = 2

/** Saves a picture as a file, with its title and days written in. */
export async function savePng(input: ChartInput, request: SvgRequest & { width: number }, name: string): Promise<void> {
  const svg = await renderSvg(input, { ...request, hasBackground: true })
  const image = new Image()
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    image.src = address
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.width * DENSITY
    canvas.height = image.height * DENSITY
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
    if (blob) saveBlob(blob, name)
  } finally {
    URL.revokeObjectURL(address)
  }
}

function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
