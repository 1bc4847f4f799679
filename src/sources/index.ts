export { files } from './files/index.ts'
export { freshdesk } from './freshdesk/index.ts'
export { onec } from './onec/index.ts'
export { postgres } from './postgres/index.ts'
