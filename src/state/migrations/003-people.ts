import { sql } from 'kysely'
import type { Dialect } from '../engine.ts'
import type { Writing } from '../schema.ts'

/** People, their ways in, what was done, and the questions that they keep. */
export async function people(transaction: Writing, dialect: Dialect): Promise<void> {
  for (const statement of statements(dialect)) await sql.raw(statement).execute(transaction)
}

const statements = ({ numbered, onlyGrows }: Dialect): readonly string[] => [
  `create table person (
    login text primary key,
    name text not null,
    role text not null,
    own text not null,
    email text,
    locale text,
    is_removed integer not null
  )`,
  `create table credential (
    login text primary key,
    password_hash text,
    totp_secret text,
    totp_pending text,
    totp_step integer not null default 0,
    accepted_at text,
    seen_at text
  )`,
  `create table recovery_code (login text not null, sha256 text not null, primary key (login, sha256))`,
  `create table link (
    sha256 text primary key,
    kind text not null,
    login text,
    valid_until text not null,
    tries integer not null default 0
  )`,
  `create index link_login on link (login, kind)`,
  `create table session (
    id text primary key,
    sha256 text not null unique,
    login text not null,
    mark text not null,
    address text not null,
    agent text not null,
    started_at text not null,
    seen_at text not null,
    valid_until text not null
  )`,
  `create index session_login on session (login)`,
  `create table token (
    id text primary key,
    sha256 text not null unique,
    login text not null,
    name text not null,
    scope text not null,
    mark text not null,
    created_at text not null,
    valid_until text not null,
    used_at text
  )`,
  `create index token_login on token (login)`,
  `create table attempt (
    sha256 text primary key,
    failures integer not null,
    last_at text not null,
    wait_until text
  )`,
  `create index attempt_last on attempt (last_at)`,
  `create table known_place (
    login text not null,
    place text not null,
    seen_at text not null,
    primary key (login, place)
  )`,
  `create table audit (
    id ${numbered},
    at text not null,
    who text,
    action text not null,
    subject text,
    detail text not null,
    address text
  )`,
  `create index audit_who on audit (who, id)`,
  `create index audit_action on audit (action, id)`,
  ...onlyGrows('audit', {
    changed: 'the record of what was done is not changed',
    shortened: 'the record of what was done is not shortened',
  }),
  `create table saved (
    id text primary key,
    owner text not null,
    title text not null,
    query text not null,
    is_shared integer not null,
    created_at text not null,
    changed_at text not null
  )`,
  `create index saved_owner on saved (owner)`,
]
