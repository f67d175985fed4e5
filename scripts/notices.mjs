// Writes resources/THIRD-PARTY-NOTICES.txt: every package that ships, with its licence. Reads the lock file and not the
// installed tree, for the Mac's native halves are never installed on a Linux build machine. `--check` fails when the file
// is out of date, or when a licence does not allow shipping in a signed package that need not open its own source.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OUTPUT = join(ROOT, 'resources', 'THIRD-PARTY-NOTICES.txt')
const ALLOWED = new Set(['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'CC0-1.0', 'Unlicense', 'Python-2.0', 'Zlib'])
// Ships though it is a devDependency: electron-builder puts its program around ours.
const SHIPPED_TOOLS = ['node_modules/electron']

/** Whether an SPDX expression leaves a choice that is allowed: `(MIT OR GPL-2.0)` does, `MIT AND GPL-2.0` does not. */
export const isAllowed = (expression) =>
  expression
    .replace(/[()]/g, '')
    .split(/\s+OR\s+/i)
    .some((choice) => choice.split(/\s+AND\s+/i).every((licence) => ALLOWED.has(licence.trim())))

const manifestOf = (path) => {
  const file = join(ROOT, path, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

const licenceText = (path) => {
  const folder = join(ROOT, path)
  if (!existsSync(folder)) return ''
  const name = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(entry))
  return name ? readFileSync(join(folder, name), 'utf8').trim() : ''
}

/** A platform's half that is not installed here has the licence text of its sister that is, or of its parent. */
const sisterText = (path) => {
  const scope = path.slice(0, path.lastIndexOf('/'))
  const parent = { '@node-llama-cpp': 'node_modules/node-llama-cpp', '@fugood': 'node_modules/@fugood/whisper.node' }[scope.split('/').at(-1)]
  return parent ? licenceText(parent) : ''
}

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages
const forMac = ({ os, cpu }) => (!os || os.includes('darwin')) && (!cpu || cpu.includes('arm64'))
const shipped = Object.entries(lock)
  .filter(([path, entry]) => path && forMac(entry) && (SHIPPED_TOOLS.includes(path) || !(entry.dev || entry.devOptional)))
  .map(([path, { version, license }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    return { name, version, licence: license ?? manifestOf(path)?.license ?? 'unknown', text: licenceText(path) || sisterText(path) }
  })
  .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1))

const refused = shipped.filter(({ licence }) => !isAllowed(licence))
for (const { name, version, licence } of refused) process.stdout.write(`not allowed in the package: ${name} ${version}, ${licence}\n`)

// What was taken from others into our own files has its notices in a folder.
const TAKEN = join(ROOT, 'resources', 'notices')
const taken = existsSync(TAKEN) ? readdirSync(TAKEN).toSorted().map((name) => `${'-'.repeat(72)}\n${readFileSync(join(TAKEN, name), 'utf8').trim()}\n`) : []

const text = [
  'Freehold contains the following third-party software. Electron brings the notices of Chromium and Node.js with it.',
  ...shipped.map(({ name, version, licence, text }) => `${'-'.repeat(72)}\n${name} ${version}\n${licence}\n${text ? `\n${text}\n` : ''}`),
  ...taken,
].join('\n')

const fresh = existsSync(OUTPUT) && readFileSync(OUTPUT, 'utf8') === text
if (!process.argv.includes('--check')) writeFileSync(OUTPUT, text)
else if (!fresh) process.stdout.write('resources/THIRD-PARTY-NOTICES.txt is out of date: node scripts/notices.mjs\n')
process.stdout.write(`${shipped.length} packages ship, ${refused.length} with a licence that may not\n`)
process.exit(refused.length > 0 || (process.argv.includes('--check') && !fresh) ? 1 : 0)
