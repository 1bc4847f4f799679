import { existsSync, readFileSync } from 'node:fs'

/**
 * The closing line of `.ci/run`: the tests of both runs (from Vitest's JSON reports) and the other checks together.
 * Arguments: the exit codes of `npm cit` and of the checks, the long tests among them.
 */
interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
}

const REPORTS = ['test-results.json', 'test-results-long.json']

const [testsExit = '1', checksExit = '1'] = process.argv.slice(2)
const reports = REPORTS.filter((path) => existsSync(path)).map(
  (path) => JSON.parse(readFileSync(path, 'utf8')) as Report,
)
const all = (count: keyof Report): number => reports.reduce((sum, report) => sum + report[count], 0)
const failedTests = all('numFailedTests')
// a run that broke without a failed test, or said nothing, is a failure of its own
const broke = failedTests === 0 && (testsExit !== '0' || reports.length < REPORTS.length) ? 1 : 0
const checksFailed = checksExit === '0' ? 0 : 1
const failed = failedTests + broke + checksFailed
console.log(`${all('numPassedTests') + (1 - checksFailed)} passed, ${failed} failed, ${all('numPendingTests')} skipped`)
process.exitCode = failed > 0 ? 1 : 0
