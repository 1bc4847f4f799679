import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { isAbsolute, join } from 'node:path'
import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls'
import type { ClientConfig } from 'pg'
import { fault } from './fault.ts'
import type { PostgresSettings, Tls } from './schema.ts'

/** Where the database is and who asks; what messages may show. */
export interface Address {
  host: string
  port: number
  database: string
  user: string
  /** at a run: whether the connection is encrypted */
  tls: Tls
}

export interface Reachable extends Address {
  password: string | undefined
}

/** The settings, or what the connection's address says; single settings are stronger. */
export function addressOf(settings: PostgresSettings): Reachable {
  const given = settings.connection ? parsed(settings.connection.reveal()) : undefined
  const host = settings.host ?? given?.host ?? 'localhost'
  return {
    host,
    port: given?.port ?? settings.port,
    database: settings.database ?? given?.database ?? '',
    user: settings.user ?? given?.user ?? '',
    password: settings.password?.reveal() ?? given?.password,
    tls: settings.tls ?? given?.tls ?? (isThisMachine(host) ? 'off' : 'verify'),
  }
}

const isThisMachine = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1|\/.*)$/.test(host)

const TLS_OF_MODE: Readonly<Record<string, Tls>> = {
  disable: 'off',
  require: 'require',
  'verify-ca': 'verify',
  'verify-full': 'verify',
}

/** @throws {SourceError} which says nothing of the text: it holds the password */
function parsed(text: string) {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  const database = decoded(url?.pathname.slice(1))
  const user = decoded(url?.username)
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !url.hostname || !database || !user)
    throw fault('wrong_connection', {}, 'stop')
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

export async function clientConfig(
  address: Reachable,
  settings: PostgresSettings,
  folder: string,
): Promise<ClientConfig> {
  const { host, port, database, user, password, tls } = address
  return {
    host,
    port,
    database,
    user,
    password: password ?? '',
    ssl: tls === 'off' ? false : await tlsOptions(tls, host, folder),
    connectionTimeoutMillis: settings.connectTimeoutSeconds * 1000,
    application_name: 'svodka',
    keepAlive: true,
  }
}

async function tlsOptions(tls: Exclude<Tls, 'off'>, host: string, folder: string): Promise<ConnectionOptions> {
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
    throw fault('no_ca', { path, cause: (error as NodeJS.ErrnoException).code ?? String(error) }, 'stop')
  }
}
