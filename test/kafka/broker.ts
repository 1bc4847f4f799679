import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort as anyFreePort } from '../../src/sandbox/index.ts'

/** A real Kafka of one node or two (KRaft) over a temporary folder that goes with it. */
export interface TemporaryKafka {
  /** host:port of each node */
  brokers: readonly string[]
  /** where the first node wants a user: PLAIN, `reader` with the password `right` */
  guarded: string
  /** the same, encrypted, with a certificate that only itself vouches for; absent without openssl */
  encrypted: { broker: string; ca: string } | undefined
  /** kill -9, or a stop in good order that hands leadership over; a node is 1, 2 … */
  stop(node?: number, signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>
  /** starts a stopped node again, on its own port and with what it had on disk */
  start(node?: number): Promise<void>
  close(): Promise<void>
}

export interface KafkaOptions {
  nodes?: 1 | 2
  /** lines of `server.properties` */
  settings?: Readonly<Record<string, string>>
  /** full compilation and more memory, for benches */
  isFast?: boolean
}

const CACHE = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
const [JAR] = globSync(join(CACHE, 'svodka', 'kafka-*', 'libs', 'kafka_2.13-*.jar'))
const LIBS = JAR === undefined ? undefined : join(JAR, '..')
const { JAVA_HOME } = process.env
const JAVA = JAVA_HOME ? join(JAVA_HOME, 'bin', 'java') : 'java'
const OPENSSL = 'openssl'
const hasJava = spawnSync(JAVA, ['-version']).status === 0

/** Why suites that need Kafka are skipped here; undefined where there is all of it. */
export const kafkaMissing: string | undefined = !hasJava
  ? 'there is no Java on this machine'
  : LIBS === undefined
    ? 'Kafka is not installed (tools/install-kafka.sh)'
    : undefined

/** Starts Kafka on 127.0.0.1 and free ports; returns when every node serves. */
export async function startKafka({
  nodes = 1,
  settings = {},
  isFast = false,
}: KafkaOptions = {}): Promise<TemporaryKafka> {
  const folder = mkdtempSync(join(tmpdir(), 'svodka-kafka-'))
  const taken = new Set<number>()
  // where many programs come and go, the system may give a port again before it is listened on
  const freePort = async (): Promise<number> => {
    const port = await anyFreePort()
    if (taken.has(port)) return freePort()
    taken.add(port)
    return port
  }
  const cluster = {
    folder,
    id: randomUUID().replaceAll('-', '').slice(0, 22),
    controllerPort: await freePort(),
    isFast,
  }
  const ports = [await freePort(), ...(nodes === 2 ? [await freePort()] : [])]
  const guarded = { GUARDED: await freePort() }
  const certificate = certificateIn(folder)
  const encrypted = certificate ? { ENCRYPTED: await freePort() } : undefined
  const running = new Map<number, Running>()
  ports.forEach((port, at) =>
    prepare(
      cluster,
      at + 1,
      { PLAINTEXT: port, ...(at === 0 && { ...guarded, ...encrypted }) },
      { ...DEFAULTS, ...settings },
    ),
  )
  const start = async (node = 1) => void running.set(node, await run(cluster, node))
  const stop = async (node = 1, signal: NodeJS.Signals = 'SIGKILL') => {
    const { process: server, ended } = running.get(node) ?? {}
    running.delete(node)
    server?.kill(signal)
    await ended
  }
  const onExit = () => running.forEach(({ process: server }) => server.kill('SIGKILL'))
  process.once('exit', onExit)
  await Promise.all(ports.map((_, at) => start(at + 1)))
  return {
    brokers: ports.map((port) => `127.0.0.1:${port}`),
    guarded: `127.0.0.1:${guarded.GUARDED}`,
    encrypted: certificate && encrypted ? { broker: `127.0.0.1:${encrypted.ENCRYPTED}`, ca: certificate } : undefined,
    start,
    stop,
    async close() {
      process.off('exit', onExit)
      await Promise.all([...running.keys()].map((node) => stop(node)))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Cluster {
  folder: string
  id: string
  controllerPort: number
  isFast: boolean
}

interface Running {
  process: ChildProcess
  ended: Promise<void>
}

/** One node is all of a cluster; nobody needs its rows when the machine stops. */
const DEFAULTS = {
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.num.partitions': '1',
  'transaction.state.log.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0',
  'auto.create.topics.enable': 'false',
  'log.initial.task.delay.ms': '100',
  // clocks of tests stand still: nothing is too old unless a topic says so
  'log.retention.ms': '-1',
  'controlled.shutdown.max.retries': '1',
  // after kill -9 a node is let in again when its old session has ended
  'broker.session.timeout.ms': '1000',
  'broker.heartbeat.interval.ms': '200',
}

/** @param advertised names and ports of the listeners for clients */
function prepare(
  { folder, id, controllerPort }: Cluster,
  node: number,
  advertised: Readonly<Record<string, number>>,
  settings: Record<string, string>,
) {
  const data = join(folder, `node-${node}`)
  mkdirSync(data)
  const listeners = { ...advertised, ...(node === 1 ? { CONTROLLER: controllerPort } : {}) }
  const properties = {
    'process.roles': node === 1 ? 'broker,controller' : 'broker',
    'node.id': String(node),
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map':
      'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,GUARDED:SASL_PLAINTEXT,ENCRYPTED:SASL_SSL',
    'inter.broker.listener.name': 'PLAINTEXT',
    'sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.guarded.plain.sasl.jaas.config': USER,
    'listener.name.encrypted.plain.sasl.jaas.config': USER,
    ...('ENCRYPTED' in advertised && {
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': join(folder, 'store.pem'),
    }),
    listeners: addresses(listeners),
    'advertised.listeners': addresses(advertised),
    'log.dirs': data,
    ...settings,
  }
  writeProperties(join(folder, `node-${node}.properties`), properties)
  // what the tool that formats a folder would write, without a second Java
  const directory = randomUUID().replaceAll('-', '').slice(0, 22)
  writeProperties(join(data, 'meta.properties'), {
    version: '1',
    'cluster.id': id,
    'node.id': String(node),
    'directory.id': directory,
  })
}

const USER = 'org.apache.kafka.common.security.plain.PlainLoginModule required user_reader="right";'

/** Makes a certificate for 127.0.0.1. @returns its path */
function certificateIn(folder: string): string | undefined {
  const [certificate, key] = [join(folder, 'ca.pem'), join(folder, 'key.pem')]
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-days', '2']
  const names = ['-subj', '/CN=kafka', '-addext', 'subjectAltName=IP:127.0.0.1']
  if (spawnSync(OPENSSL, ['req', ...kind, '-keyout', key, '-out', certificate, ...names]).status !== 0) return undefined
  writeFileSync(join(folder, 'store.pem'), `${readFileSync(key, 'utf8')}${readFileSync(certificate, 'utf8')}`)
  return certificate
}

const addresses = (ports: Readonly<Record<string, number>>): string =>
  Object.entries(ports)
    .map(([name, port]) => `${name}://127.0.0.1:${port}`)
    .join(',')

const writeProperties = (path: string, values: Readonly<Record<string, string>>) =>
  writeFileSync(
    path,
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )

const SERVES = 'Kafka Server started'
const LOGGING = `rootLogger.level=warn
appender.out.type=Console
appender.out.name=OUT
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%p %c %m%n%throwable
rootLogger.appenderRef.out.ref=OUT
logger.server.name=kafka.server.KafkaRaftServer
logger.server.level=info
`

async function run({ folder, isFast }: Cluster, node: number): Promise<Running> {
  const logging = join(folder, 'log4j2.properties')
  writeFileSync(logging, LOGGING)
  const quick = isFast ? ['-Xmx1g'] : ['-Xmx256m', '-XX:TieredStopAtLevel=1']
  const server = spawn(
    JAVA,
    [
      ...quick,
      '-XX:+UseSerialGC',
      '-Xshare:auto',
      `-Dlog4j2.configurationFile=${logging}`,
      '-cp',
      join(LIBS ?? '', '*'),
      'kafka.Kafka',
      join(folder, `node-${node}.properties`),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const ended = new Promise<void>((done) => server.once('exit', () => done()))
  let said = ''
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.once('exit', (code) => fail(new Error(`Kafka ended with ${code}: ${said.slice(-3000)}`)))
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes(SERVES)) done()
    }
    server.stdout.on('data', listen)
    server.stderr.on('data', listen)
  })
  for (const stream of [server.stdout, server.stderr]) stream.removeAllListeners('data').resume()
  return { process: server, ended }
}
