-- The raw engine on the same files: one typed read into one table each.
create or replace table clients as
select * from read_json(
  getvariable('folder') || '/clients_1.json',
  columns = {
    client_id: 'varchar', name: 'varchar', time_zone: 'varchar', phone: 'varchar', messenger: 'varchar',
    opted_out: 'boolean', barred_reason: 'varchar', updated_at: 'timestamp'
  }
);

create or replace table loans as
select * from read_json(
  getvariable('folder') || '/loans_1.json',
  columns = {
    loan_id: 'varchar', client_id: 'varchar', amount: 'decimal(18, 2)', issued_on: 'date', due_on: 'date',
    annual_rate: 'double', updated_at: 'timestamp'
  }
);

create or replace table payments as
select * from read_json(
  getvariable('folder') || '/payments_1.json',
  columns = {
    payment_id: 'varchar', loan_id: 'varchar', paid_on: 'date', amount: 'decimal(18, 2)', updated_at: 'timestamp'
  }
);
