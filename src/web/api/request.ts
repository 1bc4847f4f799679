export interface ApiRequest {
  method: string
  address: string
  /** JSON; undefined where only the address asks */
  body: string | undefined
}

/**
 * The request of a route: what it is given goes into the parts of the path that have its name; the rest is the query of a GET
 * and the body of a POST, of which `locale` stands in the address too, so that errors come in the reader's language.
 * @param route `GET /api/dashboards/:id`
 */
export function requestOf(route: string, given: Readonly<Record<string, unknown>>): ApiRequest {
  const [method = '', template = ''] = route.split(' ')
  const left = new Map(Object.entries(given).filter(([, value]) => value !== undefined))
  const path = template.replaceAll(/:(\w+)/g, (_part, name: string) => {
    const value = left.get(name)
    left.delete(name)
    return encodeURIComponent(String(value))
  })
  if (method === 'GET') return { method, address: `${path}${searchOf(left)}`, body: undefined }
  const locale = new Map([...left].filter(([name]) => name === 'locale'))
  return { method, address: `${path}${searchOf(locale)}`, body: JSON.stringify(Object.fromEntries(left)) }
}

const searchOf = (query: ReadonlyMap<string, unknown>): string =>
  query.size > 0
    ? `?${new URLSearchParams(Object.fromEntries([...query].map(([name, value]) => [name, String(value)])))}`
    : ''
