// The one door for people: `npm start`, `npm test`, `npm run bench`, `npm run freehold`. It installs what is missing and
// otherwise says exactly what to type. No dependencies, and it runs on Node 20, since nothing is installed when it starts.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { handOver } from './hand-over.mjs'
import { buildKeychain, TO_BUILD_KEYCHAIN } from './keychain.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BIN = join(ROOT, 'node_modules', '.bin')
const NODE = join(BIN, process.platform === 'win32' ? 'node.cmd' : 'node')
const STAMP = join(ROOT, 'node_modules', '.freehold-setup')
const ENV = {
  ...process.env,
  PATH: BIN + delimiter + process.env.PATH,
  // node-llama-cpp ships its engines in packages of their own; it has nothing to fetch or build.
  NODE_LLAMA_CPP_SKIP_DOWNLOAD: 'true',
}

// What Debian calls the programs that the app and its tests start.
const TO_START = [{ program: 'ffmpeg', pack: 'ffmpeg' }]
const TO_TEST = [
  ...TO_START,
  ...TO_BUILD_KEYCHAIN,
  { program: 'dbus-run-session', pack: 'dbus' },
  { program: 'gnome-keyring-daemon', pack: 'gnome-keyring' },
  { program: 'chromium', pack: 'chromium' },
  { program: 'strace', pack: 'strace' },
  { program: 'espeak-ng', pack: 'espeak-ng' },
  { program: 'mkfs.vfat', pack: 'dosfstools' },
  { file: '/usr/share/fonts/opentype/inter', pack: 'fonts-inter' },
]

const say = (text) => process.stderr.write(`${text}\n`)

/** Runs a program in the checkout with our Node first on the PATH; ends this one when it fails. */
const run = (command, args, options = {}) => {
  // Results own stdout (`freehold transcribe --json`); what the set-up says goes to stderr. What is piped in is not for it.
  const { status, signal, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2], env: ENV, ...options })
  if (error) {
    say(`${command} could not be started: ${error.message}`)
    process.exit(1)
  }
  if (status !== 0 && !options.mayFail) process.exit(signal ? 130 : (status ?? 1))
  return status === 0
}

const become = (command, args, options = {}) => handOver(command, args, { cwd: ROOT, env: ENV, ...options })

const onPath = (program) =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) => folder && existsSync(join(folder, program)))

const lacks = (needs) => needs.filter(({ program, file }) => (program ? !onPath(program) : !existsSync(file))).map(({ pack }) => pack)

/** Debian packages where they may be installed; elsewhere the line to type. `required` ends the run when some stay away. */
const systemPackages = (needs, required) => {
  if (process.platform !== 'linux') return
  const missing = lacks(needs)
  if (missing.length === 0) return
  if (!existsSync('/usr/bin/apt-get')) {
    say(`Not installed here: ${missing.join(', ')}. Install them with the package manager of this system.`)
  } else if (process.getuid() !== 0) {
    say(`Not installed here: ${missing.join(', ')}. Type:\n  sudo apt-get update && sudo apt-get install -y ${missing.join(' ')}`)
  } else {
    say(`Installing ${missing.join(', ')} …`)
    const quiet = { stdio: ['ignore', 'ignore', 2], env: { ...ENV, DEBIAN_FRONTEND: 'noninteractive' }, mayFail: true }
    run('apt-get', ['update', '-qq'], quiet)
    if (run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], quiet)) return
    say(`They could not be installed. Type:\n  apt-get update && apt-get install -y ${missing.join(' ')}`)
  }
  if (required) process.exit(1)
}

/** Installs node_modules as the lock file says, once a lock file. */
const modules = () => {
  const wanted = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json'))).update(process.platform + process.arch).digest('hex')
  const found = existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : ''
  if (found === wanted && existsSync(NODE)) return
  say('Installing what Freehold is built from (a few minutes the first time) …')
  // No install script runs but one: the `node` package's, which fetches Node 24 from the registry.
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  run('npm', ['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error', '--foreground-scripts=false'])
  if (!existsSync(NODE)) {
    say('Node 24 did not arrive from the npm registry. Check the connection and type the same command again.')
    process.exit(1)
  }
  writeFileSync(STAMP, wanted)
}

/** What speaks to the keychain, built once. The app runs without it, and says so; the tests do not. */
const keychain = (required) => {
  // Without a session there is no keyring to speak to, and a server need not hear of it.
  if (!required && process.platform === 'linux' && !process.env.DBUS_SESSION_BUS_ADDRESS) return
  if (!required && process.platform === 'linux' && process.getuid() === 0) systemPackages(TO_BUILD_KEYCHAIN, false)
  const problem = buildKeychain(say)
  if (!problem) return
  say(problem)
  if (required) process.exit(1)
}

const newest = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((time, entry) => Math.max(time, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs), 0)

/** Builds main, preload and page when a source is newer than what was built. */
const build = () => {
  const built = join(ROOT, 'out', 'renderer', 'index.html')
  const sources = Math.max(newest(join(ROOT, 'src')), statSync(join(ROOT, 'electron.vite.config.ts')).mtimeMs)
  if (existsSync(built) && statSync(built).mtimeMs >= sources) return
  say('Building …')
  run(NODE, [join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'])
}

/** The path of Electron's program, fetched on first use; null where it cannot be had. */
const electron = () => {
  if (process.env.FREEHOLD_BROWSER) return null
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    say('There is no screen for a window here, so Freehold opens in the browser.')
    return null
  }
  const home = join(ROOT, 'node_modules', 'electron')
  if (!existsSync(join(home, 'path.txt'))) {
    say('Fetching Electron’s program …')
    spawnSync(NODE, [join(home, 'install.js')], { cwd: ROOT, stdio: 'ignore', env: ENV, timeout: 300_000 })
  }
  const name = existsSync(join(home, 'path.txt')) ? readFileSync(join(home, 'path.txt'), 'utf8') : ''
  const program = join(home, 'dist', name)
  if (name && existsSync(program)) return program
  say('Electron’s program cannot be fetched here, so Freehold opens in the browser.')
  return null
}

const start = (args) => {
  systemPackages(TO_START, false)
  modules()
  keychain(false)
  build()
  const program = args.length === 0 ? electron() : null
  if (program) become(program, [ROOT])
  else become(NODE, [join(ROOT, 'out/main/cli.js'), 'serve', '--open', ...args])
}

const test = (args) => {
  systemPackages(TO_TEST, true)
  modules()
  keychain(process.platform === 'linux')
  become(NODE, [join(ROOT, 'scripts/test.mjs'), ...args])
}

const [task, ...args] = process.argv.slice(2)
switch (task) {
  case 'start':
    start(args)
    break
  case 'test':
    test(args)
    break
  case 'test:long':
    test(['--long', ...args])
    break
  case 'bench':
    systemPackages(TO_TEST, true)
    modules()
    keychain(false)
    build()
    become(NODE, [join(ROOT, 'test/bench/index.ts'), ...args])
    break
  case 'freehold':
    modules()
    if (args[0] === 'credentials') keychain(false)
    build()
    become(NODE, [join(ROOT, 'out/main/cli.js'), ...args], { cwd: process.env.INIT_CWD ?? process.cwd() })
    break
  default:
    say('Usage: node scripts/run.mjs start | test | test:long | bench | freehold')
    process.exit(2)
}
