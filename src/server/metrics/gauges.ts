interface GaugeDefinition {
  help: string
  labels: readonly string[]
}

/** What is true at the moment of asking. Instants are those of the event, never ages. */
export const GAUGES = {
  svodka_ready: { help: 'Whether what this process needs is there: 1, or 0 while it is waited for.', labels: ['part'] },
  svodka_source_data_timestamp_seconds: { help: 'Up to when the data of a source is complete.', labels: ['source'] },
  svodka_source_rejected_rows: {
    help: 'Rows of a source that do not fit and are kept with their reasons.',
    labels: ['source'],
  },
  svodka_source_lag_messages: {
    help: 'Messages that wait at the source to be read, as of the last look.',
    labels: ['source', 'stream', 'part'],
  },
  svodka_source_waiting_batches: {
    help: 'Batches that were received and wait to be loaded into the warehouse.',
    labels: ['source', 'stream'],
  },
  svodka_source_waiting_rows: { help: 'Rows of these batches.', labels: ['source', 'stream'] },
  svodka_source_oldest_batch_timestamp_seconds: {
    help: 'When the oldest batch that waits to be loaded was received.',
    labels: ['source', 'stream'],
  },
  svodka_outbox_parts: { help: 'Parts of messages by what became of them.', labels: ['channel', 'state'] },
  svodka_outbox_oldest_waiting_timestamp_seconds: {
    help: 'When the oldest part that still waits to be sent was made.',
    labels: ['channel'],
  },
  svodka_schedule_last_success_timestamp_seconds: {
    help: 'When a run of a schedule last ended well.',
    labels: ['schedule'],
  },
  svodka_schedule_next_due_timestamp_seconds: { help: 'When a schedule is due next.', labels: ['schedule'] },
  svodka_schedule_late: {
    help: 'Whether a due time passed more than a minute ago and nobody has taken it.',
    labels: ['schedule'],
  },
  svodka_schedule_paused: { help: 'Whether a person has paused the schedule.', labels: ['schedule'] },
  svodka_troubles_open: { help: 'Troubles that the administrators were told of and that are not over.', labels: [] },
  svodka_warehouse_file_bytes: { help: 'Size of the file of the warehouse.', labels: [] },
  svodka_state_file_bytes: { help: 'Size of the file of runs, outbox and recipients.', labels: [] },
  svodka_disk_free_bytes: { help: 'Free room where the data of the workspace lies.', labels: [] },
  svodka_disk_size_bytes: { help: 'Size of the disk where the data of the workspace lies.', labels: [] },
} as const satisfies Readonly<Record<string, GaugeDefinition>>

export type GaugeName = keyof typeof GAUGES
