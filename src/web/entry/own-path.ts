const ENTRY = ['/sign-in', '/welcome', '/api/']

/** Where to go after sign-in: a path of this page as it was asked for, or home. Never elsewhere. */
export function ownPath(asked: unknown, origin: string): string {
  if (typeof asked !== 'string' || !asked.startsWith('/') || !URL.canParse(asked, origin)) return '/'
  const url = new URL(asked, origin)
  const isOwn = url.origin === origin && !ENTRY.some((path) => url.pathname.startsWith(path))
  // a path of two slashes would be read as another host by whoever resolves it again
  return isOwn && !url.pathname.startsWith('//') ? url.pathname + url.search + url.hash : '/'
}
