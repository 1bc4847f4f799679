import { encode } from 'uqr'

/** A text as a QR code: the side in modules, and its dark ones as one path. */
export function qrOf(text: string): { side: number; path: string } {
  const { data, size } = encode(text, { border: 4 })
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return { side: size, path }
}
