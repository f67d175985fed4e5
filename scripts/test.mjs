// Everything `npm test` checks, in order: types, style, layers, licences, then the tests. Runs on the Node 24 of the lock file.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const at = (path) => join(ROOT, path)

const node = (title, ...args) => {
  const started = Date.now()
  // Nothing asks a person: no terminal to read from, and tools told so.
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, CI: 'true' } })
  process.stdout.write(`${status === 0 ? 'ok  ' : 'FAIL'} ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`)
  return status === 0
}

const [first, ...rest] = process.argv.slice(2)
const long = first === '--long'
const only = long ? rest : process.argv.slice(2)

const checks =
  only.length > 0 || long
    ? []
    : [
        () => node('types', at('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'),
        () => node('style', at('node_modules/oxlint/bin/oxlint'), '--deny-warnings', 'src', 'test', 'scripts'),
        () => node('layers', at('scripts/layers.mjs')),
        () => node('licences and notices', at('scripts/notices.mjs'), '--check'),
      ]
// All of them run, so that one look shows everything that is wrong.
const green = checks.map((check) => check()).every(Boolean)

const folder = mkdtempSync(join(tmpdir(), 'freehold-test-'))
const report = join(folder, 'report.json')
const config = long ? ['--config', 'vitest.long.config.ts'] : []
const testsGreen = node('tests', at('node_modules/vitest/vitest.mjs'), 'run', ...config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...only)

try {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
  const skipped = testResults.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === 'skipped' || status === 'pending'))
  for (const { fullName } of skipped) process.stdout.write(`skipped: ${fullName}\n`)
  process.stdout.write(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests + numTodoTests} skipped\n`)
} catch {
  process.stdout.write('The tests ended without a report.\n')
}
rmSync(folder, { recursive: true, force: true })
process.exit(green && testsGreen ? 0 : 1)
