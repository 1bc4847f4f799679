export { journey } from './journey/index.ts'
export { orders } from './orders/index.ts'
export { support } from './support/index.ts'
