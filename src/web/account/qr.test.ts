import { expect, test } from 'vitest'
import { qrOf } from './qr.ts'

test('a code has its three corner squares and room around it', () => {
  const { side, path } = qrOf('otpauth://totp/Svodka:anna?secret=JBSWY3DPEHPK3PXP&issuer=Svodka')
  const isDark = (x: number, y: number) => path.includes(`M${x} ${y}h`)

  for (const [x, y] of [
    [4, 4],
    [side - 11, 4],
    [4, side - 11],
  ] as const) {
    for (let step = 0; step < 7; step++) expect([isDark(x + step, y), isDark(x, y + step)]).toEqual([true, true])
    expect([isDark(x + 1, y + 1), isDark(x + 3, y + 3)]).toEqual([false, true])
  }
  for (let at = 0; at < side; at++) expect([isDark(at, 3), isDark(3, at)]).toEqual([false, false])
})
