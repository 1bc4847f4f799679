export { journey } from './journey/index.ts'
export { support } from './support/index.ts'
