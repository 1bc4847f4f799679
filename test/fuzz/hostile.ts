import type { Random } from './random.ts'

/* What breaks programs that never met it. */

/** Signs that count differently as bytes, as code units and as what is seen. */
const SIGNS = [
  '\u0000',
  '\ufeff',
  '\u202eabc\u202c',
  '\u200b',
  '\u2028',
  'e\u0301\u0323',
  '👩‍👩‍👧‍👦',
  '🏳️‍🌈',
  'ß',
  'İ',
  '\ud800',
  '\udc00x',
  '\uffff',
  '\u0085',
  '\u00a0',
  'Z̴̡̛͚͙a',
  '\r',
  '\r\n',
  '\t',
  '\u001b[31m',
] as const

/** Texts that another language would take for its own. */
const CODE = [
  "'; drop table core.support_ticket; --",
  "' or 1=1 --",
  '"><script>globalThis.polluted=1</script>',
  '<img src=x onerror=alert(1)>',
  '{{7*7}} ${7*7} #{7*7} {n, plural, other {#}}',
  '=HYPERLINK("http://evil.example/","x")',
  "@SUM(1+1)*cmd|'/C calc'!A0",
  '+1-1',
  '-2+3',
  '../../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  'file:///etc/passwd',
  'javascript:alert(1)',
  '%00%0a%0d%2e%2e%2f',
  '$(touch /tmp/svodka-polluted)',
  '*bold* _it_ [link](tg://user?id=1) `code`',
  '\\',
  '"',
  "'",
  '|',
  ';',
  ',',
  '%',
  '%s%n',
  '`',
  '[object Object]',
  '__proto__',
  'constructor',
  'null',
  'NaN',
  'true',
  '',
  ' ',
] as const

/** Times that are none, or none that a calendar of ours holds. */
const TIMES = [
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '+275760-09-13T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '2023-02-30T00:00:00Z',
  '2023-03-26T02:30:00',
  '2024-02-29T23:59:60Z',
  '1970-01-01T00:00:00+23:59',
  '2023-01-01T00:00:00.123456789123Z',
  '0000-00-00 00:00:00',
  '31.12.2023',
  '/Date(1700000000000)/',
  'infinity',
  'epoch',
] as const

/** Numbers, as JSON writes them. */
const NUMBERS = [
  '0',
  '-0',
  '1e308',
  '1e400',
  '-1e400',
  '5e-324',
  '9007199254740993',
  '9223372036854775808',
  '-9223372036854775809',
  '1'.repeat(400),
  '0.1234567890123456789012345678901234567890',
  '1e-400',
  '0.5',
  '-1',
  '1700000000',
  '99999999999999999999999999.99',
] as const

export const hostileText = (random: Random): string => {
  const kind = random.below(12)
  if (kind < 3) return random.pick(SIGNS)
  if (kind < 7) return random.pick(CODE)
  if (kind < 9) return random.pick(TIMES)
  if (kind === 9) return random.pick(NUMBERS)
  if (kind === 10) return random.pick(SIGNS).repeat(1 + random.below(60))
  return random.pick(['x', 'Ж', '👍', '"', '\\', '<', '=']).repeat(1 + random.below(random.chance(0.1) ? 20_000 : 300))
}

/** A number as JSON writes it, which need not be one that JavaScript holds. */
export const hostileNumber = (random: Random): string => random.pick(NUMBERS)

export const hostileTime = (random: Random): string => random.pick(TIMES)

/** Names that an object of JavaScript has already, and worse. */
export const hostileKey = (random: Random): string =>
  random.chance(0.5)
    ? random.pick([
        '__proto__',
        'constructor',
        'prototype',
        'toString',
        'hasOwnProperty',
        'length',
        'then',
        'toJSON',
        '',
      ])
    : hostileText(random)
