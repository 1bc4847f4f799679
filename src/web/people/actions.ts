/** What the record can be narrowed to; the rest of it is there too, under its own name. */
export const ACTIONS = [
  'sign-in',
  'sign-in.refused',
  'person.added',
  'person.changed',
  'person.removed',
  'person.invited',
  'token.made',
  'token.revoked',
  'export',
  'report.sent',
] as const

export const isRefusal = (action: string): boolean => action.endsWith('.refused')
