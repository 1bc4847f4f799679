/** A name under which only this machine itself is meant. */
export const isOwnHost = (host: string | undefined): boolean =>
  /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host ?? '')

export const isOwnOrigin = (origin: string | undefined): boolean =>
  origin === undefined || isOwnHost(origin.replace(/^http:\/\//, ''))
