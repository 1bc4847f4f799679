export { files } from './files/index.ts'
export { freshdesk } from './freshdesk/index.ts'
