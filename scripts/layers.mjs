// The walls between the rooms (see .dependency-cruiser.cjs). Fails on a violation, and when nothing was read at all: with
// a TypeScript that dependency-cruiser does not know it reads zero modules and would pass.
import { cruise } from 'dependency-cruiser'
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { dirname, resolve } from 'node:path'

const config = resolve(process.argv[2] ?? '.dependency-cruiser.cjs')
const base = dirname(config)
process.chdir(base)
const options = await extractConfig(config)
const { output } = await cruise(['src'], { ...options, validate: true }, undefined, { tsConfig: extractTsConfig(resolve(base, 'tsconfig.json')) })
const own = output.modules.filter(({ source }) => source.startsWith('src/')).length
// A file in no room is one that no rule covers: the top level of each floor is closed.
const ROOMS = [
  /^src\/contract\/[^/]+\.ts$/,
  /^src\/main\/(index|host|engine|cli|compose|detect-worker|read-worker)\.ts$/,
  /^src\/main\/composition\/[^/]+\.ts$/,
  /^src\/main\/start\/[^/]+\.ts$/,
  /^src\/main\/core\/[^/]+\/.+\.ts$/,
  /^src\/main\/adapters\/(index|place|privacy)\.ts$/,
  /^src\/main\/adapters\/[^/]+\/.+\.ts$/,
  /^src\/main\/(rpc|shell|cli|web(\/api)?)\/[^/]+\.ts$/,
  /^src\/preload\/index\.ts$/,
  /^src\/renderer\//,
]
const homeless = output.modules.filter(({ source }) => source.startsWith('src/') && !ROOMS.some((room) => room.test(source)))
for (const { source } of homeless) process.stdout.write(`every-file-has-a-room: ${source}\n`)
for (const { from, to, rule } of output.summary.violations) process.stdout.write(`${rule.name}: ${from} → ${to}\n`)
process.stdout.write(`${own} modules read, ${output.summary.violations.length + homeless.length} violations\n`)
process.exit(own === 0 || homeless.length > 0 || output.summary.error > 0 ? 1 : 0)
