import { existsSync, readFileSync } from 'node:fs'

/**
 * The closing line of `.ci/run`: tests of the run (from Vitest's JSON report) and the other checks together.
 * Arguments: the report's path, and the exit codes of `npm cit` and of the checks.
 */
const [report = '', testsExit = '1', checksExit = '1'] = process.argv.slice(2)
const counted = existsSync(report)
  ? (JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number
      numFailedTests: number
      numPendingTests: number
    })
  : { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 }
const testsBroke = testsExit !== '0' && counted.numFailedTests === 0 ? 1 : 0
const checksFailed = checksExit === '0' ? 0 : 1
const passed = counted.numPassedTests + (1 - checksFailed)
const failed = counted.numFailedTests + testsBroke + checksFailed
console.log(`${passed} passed, ${failed} failed, ${counted.numPendingTests} skipped`)
process.exitCode = failed > 0 ? 1 : 0
