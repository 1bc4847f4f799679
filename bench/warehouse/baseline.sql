-- The raw engine on the same file: one typed read into one table.
create or replace table baseline as
select * from read_json(
  $1,
  format = 'newline_delimited',
  columns = {
    id: 'bigint', subject: 'varchar', type: 'varchar', priority: 'bigint', status: 'bigint', source: 'bigint',
    group_id: 'bigint', responder_id: 'bigint', requester_id: 'bigint', spam: 'boolean', due_by: 'timestamp',
    fr_due_by: 'timestamp', created_at: 'timestamp', updated_at: 'timestamp',
    stats: 'struct(first_responded_at timestamp, resolved_at timestamp, closed_at timestamp,
      reopened_at timestamp, status_updated_at timestamp)'
  }
)
