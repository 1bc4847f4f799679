/** No record goes deeper; what does would break whoever writes it again. */
const MOST_DEPTH = 1000
/** So many brackets need their ends. */
const DEEP_CHARACTERS = 2 * MOST_DEPTH

/** What a text says in JSON; undefined where it is not JSON, or is nested a thousand deep. */
export function parsedJson(text: string): unknown {
  try {
    return text.length > DEEP_CHARACTERS && isDeep(text) ? undefined : JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function isDeep(text: string): boolean {
  let depth = 0
  let isText = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (isText) {
      if (sign === '\\') at++
      else if (sign === '"') isText = false
    } else if (sign === '"') isText = true
    else if (sign === '[' || sign === '{') {
      if (++depth > MOST_DEPTH) return true
    } else if (sign === ']' || sign === '}') depth--
  }
  return false
}
