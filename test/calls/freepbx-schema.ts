import { CDR_COLUMNS } from '../../src/sources/freepbx/streams.ts'

/** The table as FreePBX makes it (FreePBX/framework:installlib/SQL/cdr.sql): no primary key, no column without a value. */
export const CDR_TABLE = `create table cdr (
  calldate datetime not null default '0000-00-00 00:00:00', clid varchar(80) not null default '',
  src varchar(80) not null default '', dst varchar(80) not null default '', dcontext varchar(80) not null default '',
  channel varchar(80) not null default '', dstchannel varchar(80) not null default '',
  lastapp varchar(80) not null default '', lastdata varchar(80) not null default '',
  duration int not null default 0, billsec int not null default 0, disposition varchar(45) not null default '',
  amaflags int not null default 0, accountcode varchar(20) not null default '',
  uniqueid varchar(32) not null default '', userfield varchar(255) not null default '',
  did varchar(50) not null default '', recordingfile varchar(255) not null default '',
  cnum varchar(80) not null default '', cnam varchar(80) not null default '',
  outbound_cnum varchar(80) not null default '', outbound_cnam varchar(80) not null default '',
  dst_cnam varchar(80) not null default '', linkedid varchar(32) not null default '',
  peeraccount varchar(80) not null default '', sequence int not null default 0,
  key calldate (calldate), key dst (dst), key accountcode (accountcode), key uniqueid (uniqueid), key did (did),
  key recordingfile (recordingfile(191))
) engine=InnoDB default charset=utf8mb4`

/** Asterisk's own table of the log of queues (contrib/ast-db-manage). */
export const QUEUE_LOG_TABLE = `create table queue_log (
  id bigint unsigned not null auto_increment primary key, time datetime(6), callid varchar(80), queuename varchar(256),
  agent varchar(80), event varchar(32), data1 varchar(100), data2 varchar(100), data3 varchar(100), data4 varchar(100),
  data5 varchar(100)
) default charset=utf8mb4`

export interface Cdr {
  calldate: string
  uniqueid: string
  linkedid?: string
  sequence?: number
  duration?: number
  billsec?: number
  disposition?: string
  src?: string
  dst?: string
  dcontext?: string
  channel?: string
  dstchannel?: string
  lastapp?: string
  did?: string
  recordingfile?: string
}

/** An inbound call that 101 answered, unless it says otherwise. */
export const cdr = (own: Cdr): Record<(typeof CDR_COLUMNS)[number], string | number> => ({
  src: '79160000001',
  dst: '101',
  dcontext: 'from-trunk',
  channel: 'PJSIP/city-line-00000001',
  dstchannel: 'PJSIP/101-00000002',
  lastapp: 'Dial',
  duration: 40,
  billsec: 30,
  disposition: 'ANSWERED',
  did: '84951234567',
  recordingfile: '',
  sequence: 1,
  linkedid: own.uniqueid,
  ...own,
})

export { CDR_COLUMNS }
