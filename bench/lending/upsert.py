"""The usual way of the seed: json.load, then execute_values with `on conflict do update` into PostgreSQL, table by table."""

import json
import sys
import time

import psycopg2
from psycopg2.extras import execute_values

TABLES = {
    "clients": ["client_id text primary key", "name text", "time_zone text", "phone text", "messenger text",
                "opted_out boolean", "barred_reason text", "updated_at timestamptz"],
    "loans": ["loan_id text primary key", "client_id text", "amount numeric(18, 2)", "issued_on date", "due_on date",
              "annual_rate double precision", "updated_at timestamptz"],
    "payments": ["payment_id text primary key", "loan_id text", "paid_on date", "amount numeric(18, 2)",
                 "updated_at timestamptz"],
}
PAGE = 10_000

url, folder, part = sys.argv[1:4]
connection = psycopg2.connect(url)
cursor = connection.cursor()
for table, columns in TABLES.items():
    cursor.execute(f"drop table if exists {table}; create table {table} ({', '.join(columns)})")
connection.commit()

started = time.perf_counter()
count = 0
for table, columns in TABLES.items():
    with open(f"{folder}/{table}_{part}.json", encoding="utf-8") as file:
        records = json.load(file)
    names = [column.split()[0] for column in columns]
    updates = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    execute_values(
        cursor,
        f"insert into {table} ({', '.join(names)}) values %s on conflict ({names[0]}) do update set {updates}",
        [tuple(record[name] for name in names) for record in records],
        page_size=PAGE,
    )
    connection.commit()
    count += len(records)
print(json.dumps({"seconds": time.perf_counter() - started, "rows": count}))
