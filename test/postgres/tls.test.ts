import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../src/kit/index.ts'
import { startPostgresSandbox, type PostgresSandbox } from '../../src/sandbox/postgres/index.ts'
import { openPostgresWorkspace } from './workspace.ts'

const OPENSSL = 'openssl'
const hasOpenssl = spawnSync(OPENSSL, ['version']).status === 0

describe.runIf(hasOpenssl)('a server that lets in only encrypted connections', () => {
  let folder: string
  let database: PostgresSandbox
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'svodka-tls-'))
    const [ca, key] = [join(folder, 'ca.pem'), join(folder, 'key.pem')]
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    const kind = ['-x509', '-newkey', 'rsa:2048', '-noenc', '-days', '2']
    spawnSync(OPENSSL, ['req', ...kind, '-keyout', key, '-out', ca, ...names])
    const settings = { ssl: 'on', ssl_cert_file: ca, ssl_key_file: key }
    database = await startPostgresSandbox({ folder: join(folder, 'postgres'), settings })
    await database.run(`create table events (user_id int8); insert into events values (1);
      create role reader login password 'secret horse'; grant select on events to reader`)
    const entries = ['host all svodka 127.0.0.1/32 scram-sha-256', 'hostssl all reader 127.0.0.1/32 scram-sha-256', '']
    writeFileSync(join(folder, 'postgres', 'data', 'pg_hba.conf'), entries.join('\n'))
    await database.run('select pg_reload_conf()')
  })
  afterAll(async () => {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const connect = async (settings: Record<string, unknown>): Promise<string> => {
    const workspace = await openPostgresWorkspace(
      database,
      {
        host: 'localhost',
        port: database.port,
        database: 'postgres',
        user: 'reader',
        password: new Secret('secret horse'),
        streams: { 'journey.event': { table: 'events' } },
        ...settings,
      },
      { folder: mkdtempSync(join(folder, 'workspace-')) },
    )
    const [first] = await workspace.check()
    await workspace.warehouse.close()
    expect(first?.message).not.toContain('secret horse')
    return first?.message ?? ''
  }

  test('is entered with “require”, and with its own certificate where the name is right', async () => {
    expect(await connect({ tls: 'require' })).toMatch(/encrypted, the server is not verified$/)
    expect(await connect({ tls: { ca: join(folder, 'ca.pem') } })).toMatch(/encrypted, the server is verified$/)
  })

  test('each refusal says what to set', async () => {
    expect(await connect({ tls: 'off' })).toMatch(/only with an encrypted connection\. Set tls: 'verify'/)
    expect(await connect({ tls: 'verify' })).toMatch(
      /signed by nobody whom this machine trusts \(\w+\).*tls: \{ ca: 'ca\.pem' \}/,
    )
    expect(await connect({ tls: { ca: join(folder, 'ca.pem') }, host: '127.0.0.1' })).toMatch(
      /^The certificate of PostgreSQL is not for the name 127\.0\.0\.1/,
    )
  })

  test('a person whom pg_hba.conf does not name is told to ask for a line', async () => {
    await database.run(`create role nobody_here login password 'secret horse'`)

    expect(await connect({ tls: 'require', user: 'nobody_here' })).toMatch(
      /does not let nobody_here into postgres from this machine.*pg_hba\.conf/,
    )
  })
})
