import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { isAbsolute, join } from 'node:path'
import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls'
import type { ClientConfig } from 'pg'
import type { PostgresAddress, PostgresConnection, PostgresTls, ReachablePostgres } from './contract.ts'
import { connectionFault } from './faults.ts'

const PORT = 5432

/**
 * The settings, or what the connection's address says.
 * @throws {SourceError} when the address is none; it says nothing of the text, which holds the password
 */
export function postgresAddress(
  given: PostgresConnection,
  setting: PostgresAddress['setting'] = 'connection',
): ReachablePostgres {
  const said = given.connection ? parsed(given.connection.reveal(), setting) : undefined
  const host = given.host ?? said?.host ?? 'localhost'
  return {
    host,
    port: said?.port ?? given.port ?? PORT,
    database: given.database ?? said?.database ?? '',
    user: given.user ?? said?.user ?? '',
    password: given.password?.reveal() ?? said?.password,
    tls: given.tls ?? said?.tls ?? (isThisMachine(host) ? 'off' : 'verify'),
    setting,
    connectTimeoutSeconds: given.connectTimeoutSeconds,
  }
}

const isThisMachine = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1|\/.*)$/.test(host)

const TLS_OF_MODE: Readonly<Record<string, PostgresTls>> = {
  disable: 'off',
  require: 'require',
  'verify-ca': 'verify',
  'verify-full': 'verify',
}

function parsed(text: string, setting: string) {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  const database = decoded(url?.pathname.slice(1))
  const user = decoded(url?.username)
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !url.hostname || !database || !user)
    throw connectionFault('wrong_connection', { setting })
  return {
    host: url.hostname.replace(/^\[(.+)\]$/, '$1'),
    port: url.port === '' ? undefined : Number(url.port),
    database,
    user,
    password: decoded(url.password),
    tls: TLS_OF_MODE[url.searchParams.get('sslmode') ?? ''],
  }
}

/** A percent sign that begins no code stands for itself. */
function decoded(text: string | undefined): string | undefined {
  if (!text) return undefined
  return decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25'))
}

/**
 * What `pg` needs to connect.
 * @param folder the workspace's, from which `tls.ca` is named
 * @throws {SourceError} when the file of certificates cannot be read
 */
export async function postgresClient(address: ReachablePostgres, folder: string): Promise<ClientConfig> {
  const { host, port, database, user, password, tls, connectTimeoutSeconds } = address
  return {
    host,
    port,
    database,
    user,
    password: password ?? '',
    ssl: tls === 'off' ? false : await tlsOptions(tls, host, folder),
    connectionTimeoutMillis: connectTimeoutSeconds * 1000,
    application_name: 'svodka',
    keepAlive: true,
  }
}

async function tlsOptions(tls: Exclude<PostgresTls, 'off'>, host: string, folder: string): Promise<ConnectionOptions> {
  if (tls === 'require') return { rejectUnauthorized: false }
  const identity = {
    rejectUnauthorized: true,
    ...(isIP(host) ? {} : { servername: host }),
    checkServerIdentity: (_: string, certificate: PeerCertificate) => checkServerIdentity(host, certificate),
  }
  if (tls === 'verify') return identity
  const path = isAbsolute(tls.ca) ? tls.ca : join(folder, tls.ca)
  try {
    return { ...identity, ca: await readFile(path, 'utf8') }
  } catch (error) {
    throw connectionFault('no_ca', { path, cause: (error as NodeJS.ErrnoException).code ?? String(error) })
  }
}
