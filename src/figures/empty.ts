/**
 * What an aggregate is when no row is there: 0 for counts and sums (nothing happened), null for everything else
 * (a mean of nothing is no figure). Counts and sums added or subtracted, or cast or rounded as a whole, stay such;
 * a quotient of them does not.
 */
export function emptyFigure(aggregate: string): 0 | null {
  const text = aggregate.trim().toLowerCase()
  const wrapper = /^(?:cast|coalesce|round)\((.*)\)$/s.exec(text)
  if (wrapper?.[1] !== undefined && isBalanced(wrapper[1])) {
    const [first = '', ...others] = argumentsOf(wrapper[1])
    return others.every((other) => callsOf(other).every(isKnown)) ? emptyFigure(first) : null
  }
  const calls = callsOf(text)
  const isAdditive = calls.some((name) => ADDITIVE.has(name)) && calls.every(isKnown)
  return isAdditive && !outermost(text).includes('/') ? 0 : null
}

const ADDITIVE = new Set(['count', 'sum', 'count_if', 'countif', 'count_star', 'fsum'])
const SILENT = new Set(['filter', 'decimal', 'numeric'])

const isKnown = (name: string): boolean => ADDITIVE.has(name) || SILENT.has(name)

const callsOf = (text: string): string[] =>
  [...outermost(text).matchAll(/([a-z_]\w*)\s*\(/g)].map((call) => call[1] ?? '')

/** The text with what stands in brackets left out: `sum() / nullif()`. */
function outermost(text: string): string {
  let depth = 0
  let kept = ''
  for (const letter of text) {
    if (letter === ')') depth--
    if (depth === 0) kept += letter
    if (letter === '(') depth++
  }
  return kept
}

function isBalanced(text: string): boolean {
  let depth = 0
  for (const letter of text) {
    if (letter === '(') depth++
    if (letter === ')' && --depth < 0) return false
  }
  return depth === 0
}

/** `sum(a, b), 0` → `sum(a, b)`, `0`; `sum(x) as decimal(18,2)` → `sum(x)`, `decimal(18,2)`. */
function argumentsOf(text: string): string[] {
  const found: string[] = []
  let depth = 0
  let from = 0
  for (const { 0: mark, index } of text.matchAll(/[(),]| as /g)) {
    if (mark === '(') depth++
    else if (mark === ')') depth--
    else if (depth === 0) {
      found.push(text.slice(from, index))
      from = index + mark.length
    }
  }
  return [...found, text.slice(from)]
}
