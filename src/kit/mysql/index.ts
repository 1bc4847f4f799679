export * from './contract.ts'
export * from './session.ts'
export { mysqlExplanation, type MysqlExplanation, type MysqlTold } from './told.ts'
