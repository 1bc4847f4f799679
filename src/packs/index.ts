export { journey } from './journey/index.ts'
export { lending } from './lending/index.ts'
export { orders } from './orders/index.ts'
export { support } from './support/index.ts'
