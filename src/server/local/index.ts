export { findServer, readServerFile, remoteProgram, serverParts, type ServerFile } from './client.ts'
export { localRoutes } from './routes.ts'
