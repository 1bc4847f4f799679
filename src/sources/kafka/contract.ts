/** A topic as the cluster has it now. */
export interface Topic {
  name: string
  id: string
  partitions: number
}

/** Which offsets of a partition are there: the first, one after the last that may be read, one after the last of all. */
export interface Bounds {
  partition: number
  first: number
  end: number
  high: number
}

export interface Wanted {
  partition: number
  next: number
}
