import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Secret, sql } from '../../src/kit/index.ts'
import { openSession } from '../../src/sources/freepbx/session.ts'
import { mariadbMissing, startMariadb, type TemporaryMariadb } from '../mariadb/mariadb.ts'
import { CDR_COLUMNS, CDR_TABLE, QUEUE_LOG_TABLE, cdr, type Cdr } from './freepbx-schema.ts'
import { checkPbx, checkedSettings, openPbxWorkspace, type PbxOptions, type PbxWorkspace } from './pbx-workspace.ts'

const PASSWORD = 'secret horse'
const OPENSSL = 'openssl'

describe.skipIf(mariadbMissing)(`a FreePBX database${mariadbMissing ? ` (${mariadbMissing})` : ''}`, () => {
  let folder: string
  let database: TemporaryMariadb
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'svodka-tls-'))
    const [ca, key] = [join(folder, 'ca.pem'), join(folder, 'key.pem')]
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    spawnSync(OPENSSL, [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-noenc',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      ca,
      ...names,
    ])
    database = await startMariadb([`--ssl-cert=${ca}`, `--ssl-key=${key}`, '--character-set-server=utf8mb4'])
    await database.run(`set global sql_mode = ''; set sql_mode = '';
      create database asteriskcdrdb; create database asterisk; use asteriskcdrdb;
      create table asterisk.users (extension varchar(20), name varchar(50));
      insert into asterisk.users values ('101', 'Анна Белова'), ('102', 'Борис'), ('103', '');
      create user svodka@'%' identified by '${PASSWORD}'; grant select on asteriskcdrdb.* to svodka@'%';
      grant select on asterisk.users to svodka@'%';
      create user writer@'%' identified by '${PASSWORD}'; grant all on *.* to writer@'%';
      create user locked@'%' identified by '${PASSWORD}' require ssl; grant select on asteriskcdrdb.* to locked@'%';
      create user stranger@'%' identified by '${PASSWORD}';`)
  })
  afterAll(async () => {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  let workspace: PbxWorkspace
  beforeEach(() =>
    database.run(`drop table if exists cdr; drop table if exists queue_log; ${CDR_TABLE}; ${QUEUE_LOG_TABLE}`),
  )
  afterEach(async () => {
    await opened?.close()
    opened = undefined
  })

  const write = (...rows: readonly Cdr[]) =>
    database.insert(
      'cdr',
      CDR_COLUMNS,
      rows.map((row) => CDR_COLUMNS.map((name) => cdr(row)[name])),
    )
  const account = (own: Record<string, unknown> = {}) => ({
    database: {
      host: '127.0.0.1',
      port: database.port,
      user: 'svodka',
      password: new Secret(PASSWORD),
      tls: 'off',
      ...own,
    },
  })
  let opened: PbxWorkspace | undefined
  const open = async (more: Record<string, unknown> = {}, options: PbxOptions = {}) => {
    workspace = await openPbxWorkspace({ ...account(), ...more }, options)
    opened = workspace
  }
  const landed = () =>
    readdirSync(workspace.warehouse.rawFolder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /cdr.*ndjson$/.test(name),
    )

  test('days are read one after another; an idle exchange lands nothing, and what lands late is found', async () => {
    await write(
      { calldate: '2019-06-01 09:00:00', uniqueid: '1559368800.1' },
      { calldate: '2023-12-30 10:00:00', uniqueid: '1703919600.2' },
      { calldate: '2023-12-31 10:00:00', uniqueid: '1704006000.3' },
    )
    await open()
    const first = await workspace.counts('cdr')
    const idle = await workspace.counts('cdr')
    const files = landed().length
    await write(
      { calldate: '2023-12-31 12:00:00', uniqueid: '1704013200.4' },
      // a long call, written when it ended
      { calldate: '2023-12-31 06:00:00', uniqueid: '1703991600.5', duration: 9000, billsec: 8990 },
      { calldate: '2023-12-31 03:00:00', uniqueid: '1703980800.6' },
    )
    const late = await workspace.counts('cdr')

    expect([first, idle, late]).toEqual([
      [3, 0, 0, 0],
      [0, 0, 0, 0],
      [2, 0, 0, 0],
    ])
    expect(files).toBe(1)
    const rows = await workspace.rows('select leg_id from core.calls_leg order by started_at')
    expect(rows.map(({ leg_id }) => String(leg_id).split('.')[1])).toEqual(['1', '2', '5', '3', '4'])
  })

  test('one call of several legs, seen again with another leg, is one call; a rewritten leg is its newest version', async () => {
    const call = { linkedid: '1704006000.3', uniqueid: '1704006000.3' }
    const rang = {
      calldate: '2023-12-31 10:00:00',
      ...call,
      sequence: 7,
      disposition: 'NO ANSWER',
      billsec: 0,
      duration: 15,
    }
    await write({ ...rang, dstchannel: 'PJSIP/102-00000005' })
    await open({}, { hasMarts: true })
    await workspace.counts('cdr')
    await workspace.build()
    const before = await workspace.rows('select outcome, talk_seconds, operator from mart.calls_calls')
    await write({ calldate: '2023-12-31 10:00:15', ...call, sequence: 8, recordingfile: '' })
    await workspace.counts('cdr')
    await database.run(`update cdr set recordingfile = 'a.wav' where sequence = 8`)
    const again = await workspace.counts('cdr')

    expect(before.map((row) => Object.values(row))).toEqual([['no_answer', 0, null]])
    expect(again).toEqual([0, 1, 0, 0])
    await workspace.build()
    const after = await workspace.rows('select outcome, talk_seconds, operator, legs from mart.calls_calls')
    expect(after.map((row) => Object.values(row))).toEqual([['answered', 30, 'Анна Белова', 2]])
  })

  test('the night when clocks go back: each hour of that night holds its own calls', async () => {
    const begin = Date.parse('2023-10-28T22:00:00Z') / 1000
    const wall = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Europe/Berlin',
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    // a call each quarter of an hour, 00:00 to 05:45 on the clock: twenty-eight of them, for 02:00 comes twice
    const times = Array.from({ length: 28 }, (_, at) => begin + at * 900)
    await write(
      ...times.map((second, at) => ({
        calldate: wall.format(second * 1000),
        uniqueid: `pbx-${second}.${at}`,
        // its talk is a second leg, half a minute later
        duration: 20,
        sequence: 1,
      })),
      ...times.map((second, at) => ({
        calldate: wall.format((second + 30) * 1000),
        uniqueid: `pbx-${second}.${at}`,
        sequence: 2,
      })),
    )
    await open({}, { timeZone: 'Europe/Berlin', hasMarts: true })
    await workspace.counts('cdr')
    await workspace.build()

    const wrong = await workspace.rows(`select leg_id, started_at from core.calls_leg
      where epoch(started_at) <> split_part(split_part(leg_id, '-', 2), '.', 1)::double + 30 * (sequence - 1)`)
    expect(wrong).toEqual([])
    const asker = { person: { id: 'owner', name: 'owner', role: 'owner' }, locale: 'en' } as const
    const period = { from: '2023-10-29', to: '2023-10-29' }
    const { rows } = await workspace.figures.query({ metrics: ['calls.offered'], by: ['hour'], period }, asker)
    expect(rows.map((row) => [row['hour'], row['calls.offered']])).toEqual([
      [0, 4],
      [1, 4],
      [2, 8],
      [3, 4],
      [4, 4],
      [5, 4],
    ])
  })

  test('the night when clocks go forward has no hour of two', async () => {
    const begin = Date.parse('2023-03-25T23:00:00Z') / 1000
    const wall = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Europe/Berlin',
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    const times = Array.from({ length: 12 }, (_, at) => begin + at * 900)
    await write(...times.map((second, at) => ({ calldate: wall.format(second * 1000), uniqueid: `${second}.${at}` })))
    await open({}, { timeZone: 'Europe/Berlin' })
    await workspace.counts('cdr')

    const rows = await workspace.rows(
      'select call_id, epoch(started_at)::bigint as second from core.calls_leg order by started_at',
    )
    expect(rows.map(({ second }) => second)).toEqual(times)
  })

  describe('the log of queues', () => {
    const line = (time: string, callid: string, queue: string, agent: string, event: string, ...data: string[]) =>
      database.insert(
        'queue_log',
        ['time', 'callid', 'queuename', 'agent', 'event', ...data.map((_, at) => `data${at + 1}`)],
        [[time, callid, queue, agent, event, ...data]],
      )

    test('Asterisk’s table: new lines by number, times on the exchange’s clock', async () => {
      await line('2023-12-31 10:00:02.5', '1704006000.3', '7000', 'NONE', 'ENTERQUEUE', '', '79160000001', '1')
      await open({ queueLog: { table: 'asteriskcdrdb.queue_log' } })
      const first = await workspace.counts('queue_log')
      await line('2023-12-31 10:00:12.5', '1704006000.3', '7000', 'Анна Белова', 'CONNECT', '10', 'x', '3')
      const second = await workspace.counts('queue_log')
      const third = await workspace.counts('queue_log')

      expect([first, second, third]).toEqual([
        [1, 0, 0, 0],
        [1, 0, 0, 0],
        [0, 0, 0, 0],
      ])
      const rows = await workspace.rows(
        'select happened_at, event, agent, data1 from core.calls_queue_event order by place',
      )
      expect(rows.map((row) => Object.values(row))).toEqual([
        ['2023-12-31T07:00:02.500Z', 'ENTERQUEUE', null, ''],
        ['2023-12-31T07:00:12.500Z', 'CONNECT', 'Анна Белова', '10'],
      ])
    })

    test('an older table: no numbers, the epoch as text, data in one column', async () => {
      await database.run(`drop table queue_log; create table queue_log (time varchar(20), callid varchar(80),
        queuename varchar(80), agent varchar(80), event varchar(32), data varchar(255))`)
      const old = (time: number, event: string, data: string) =>
        database.insert(
          'queue_log',
          ['time', 'callid', 'queuename', 'agent', 'event', 'data'],
          [[String(time), '1704006000.3', '7000', 'NONE', event, data]],
        )
      await old(1_704_006_002, 'ENTERQUEUE', '|79160000001|1')
      await old(1_704_006_002, 'RINGNOANSWER', '1000')
      await old(1_704_006_002, 'RINGNOANSWER', '1000')
      await open({ queueLog: { table: 'asteriskcdrdb.queue_log' } })
      const first = await workspace.counts('queue_log')
      await old(1_704_006_033, 'ABANDON', '1|1|31')
      const second = await workspace.counts('queue_log')

      expect([first, second]).toEqual([
        [3, 0, 0, 0],
        [1, 0, 0, 0],
      ])
      const rows = await workspace.rows(
        'select epoch(happened_at)::bigint as second, event, data1, data3 from core.calls_queue_event order by second, place',
      )
      expect(rows.map((row) => Object.values(row))).toEqual([
        [1_704_006_002, 'ENTERQUEUE', '', '1'],
        [1_704_006_002, 'RINGNOANSWER', '1000', ''],
        [1_704_006_002, 'RINGNOANSWER', '1000', ''],
        [1_704_006_033, 'ABANDON', '1', '31'],
      ])
    })
  })

  test('names of operators: the exchange’s own, and those of the settings before them; the same list lands once', async () => {
    await open({ agents: { 102: 'Борис Гусев', 104: 'Глеб' } })

    expect(await workspace.counts('users')).toEqual([3, 0, 0, 0])
    expect(await workspace.counts('users')).toEqual([0, 0, 0, 0])
    const rows = await workspace.rows('select agent_id, name from core.calls_agent order by agent_id')
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['101', 'Анна Белова'],
      ['102', 'Борис Гусев'],
      ['104', 'Глеб'],
    ])
  })

  test('an account that may write does not: its session is read-only', async () => {
    const settings = checkedSettings(account({ user: 'writer', statementTimeoutSeconds: 0.5 })).database!
    const session = await openSession(settings, folder, new AbortController().signal)

    await expect(session.rows(sql`delete from asteriskcdrdb.cdr`, 'asteriskcdrdb.cdr')).rejects.toThrow(/READ ONLY/)
    await expect(session.rows(sql`select sleep(5) from asterisk.users`, 'asterisk.users')).rejects.toThrow(
      /ended the question after 0\.5 s/,
    )
    await session.close()
  })

  describe('what goes wrong is said', () => {
    /** the messages of a check, without the password */
    const said = async (own: Record<string, unknown>): Promise<string> => {
      const messages = (await checkPbx(account({ configuration: null, ...own })))
        .map(({ message }) => message)
        .join('\n')
      expect(messages).not.toContain(PASSWORD)
      return messages
    }

    test.each<[string, Record<string, unknown>, RegExp]>([
      [
        'a wrong password',
        { password: new Secret('wrong') },
        /refused svodka: the password is wrong.*create user svodka/,
      ],
      ['encryption that is not there', { user: 'locked' }, /refused locked: .*or only encrypted \(database\.tls\)/],
      ['no such host', { host: 'no-such-host.invalid' }, /no host no-such-host\.invalid|cannot be resolved/],
      ['nobody there', { port: 1 }, /Nothing answers at 127\.0\.0\.1:1\..*bind-address/],
      ['no right', { user: 'stranger' }, /stranger may not read this.*grant select on asteriskcdrdb\.cdr to stranger;/],
      ['another database', { cdr: 'cdrdb', user: 'writer' }, /cdrdb\.cdr: there is no such table/],
      [
        'encryption without a trusted authority',
        { host: 'localhost', tls: 'verify' },
        /signed by nobody whom this machine trusts/,
      ],
      ['encryption, its own authority, another name', { tls: 'ca' }, /not for the name 127\.0\.0\.1/],
    ])('%s', async (_, own, expected) => {
      const tls = own['tls'] === 'ca' ? { tls: { ca: join(folder, 'ca.pem') } } : {}
      expect(await said({ ...own, ...tls })).toMatch(expected)
    })

    test('who is let in encrypted only is let in with “require”', async () => {
      const [line] = await checkPbx(account({ user: 'locked', tls: 'require', configuration: null }))

      expect(line?.message).toMatch(/user locked; .*encrypted, the server is not verified$/)
    })

    test('and what goes right, too', async () => {
      await write({ calldate: '2023-12-31 10:00:00', uniqueid: '1704006000.3' })
      const settings = {
        ...account({ host: 'localhost', tls: { ca: join(folder, 'ca.pem') } }),
        queueLog: { table: 'asteriskcdrdb.nothing' },
      }

      const messages = (await checkPbx(settings)).map(({ ok, message }) => `${ok} ${message}`)
      const russian = (await checkPbx(settings, 'ru')).map(({ message }) => message)

      expect(messages[0]).toMatch(
        /^true MariaDB 1\d\.\d+\.\d+ at localhost:\d+, user svodka; .*encrypted, the server is verified$/,
      )
      expect(messages[1]).toMatch(/^true cdr: the newest call began at 2023-12-31 10:00:00/)
      expect(messages[2]).toBe('true asterisk.users: 3 rows')
      expect(messages[3]).toMatch(/^false asteriskcdrdb\.nothing: there is no such table/)
      expect(russian[2]).toBe('asterisk.users: 3 строки')
    })

    test('a clock in another zone is noticed: the newest call lies in the future', async () => {
      await write({ calldate: '2024-01-02 10:00:00', uniqueid: '1704006000.3' })

      expect(await said({})).toMatch(/2024-01-02 10:00:00 .*If that lies in the future, timeZone is wrong/)
      expect((await checkPbx(account()))[1]?.ok).toBe(false)
    })

    test('a table that is missing leaves out its stream only', async () => {
      await database.run('drop table cdr')
      await open()

      const streams = await workspace.sync()

      expect(streams.map(({ stream, error }) => [stream, error === null])).toEqual([
        ['cdr', false],
        ['users', true],
      ])
    })
  })
})
