/** In the order in which they are listed. */
export const analyses = [] as const
