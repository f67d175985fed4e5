// Builds keytar, which keeps keys in the keychain of macOS and in the Secret Service of Linux. Its own install script would
// fetch a binary or Node's headers from elsewhere, so it never runs: four files are compiled here against headers that npm
// brought along. It speaks Node-API, so that one binary serves Node and Electron. No dependencies; runs on Node 20.
// `node scripts/keychain.mjs` does it by hand, and fails where it cannot.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const KEYTAR = join(ROOT, 'node_modules', 'keytar')

/** Where keytar looks for its native half. */
export const KEYCHAIN_BINARY = join(KEYTAR, 'build', 'Release', 'keytar.node')

/** What Debian calls what the build needs. */
export const TO_BUILD_KEYCHAIN = [
  { program: 'g++', pack: 'g++' },
  { program: 'pkg-config', pack: 'pkg-config' },
  { file: '/usr/include/libsecret-1', pack: 'libsecret-1-dev' },
]

const SHARED = ['-std=c++17', '-O2', '-fPIC', '-fexceptions', '-fvisibility=hidden', '-DNAPI_VERSION=3', '-DBUILDING_NODE_EXTENSION']

/** Builds it once. Returns null when it is there, and else a sentence that says why not and what to type. */
export const buildKeychain = (say) => {
  if (existsSync(KEYCHAIN_BINARY)) return null
  if (!existsSync(join(KEYTAR, 'src', 'main.cc'))) return 'Keys cannot be kept in the keychain: keytar is not installed. Type:\n  npm ci --ignore-scripts'
  const headers = findHeaders()
  if (!headers) return 'Keys cannot be kept in the keychain: no header of Node-API (node_api.h) is here. Type:\n  npm ci --ignore-scripts'
  const tools = { darwin: onMac, linux: onLinux }[process.platform]?.() ?? { missing: 'Freehold has no keychain on this system.' }
  if (tools.missing) return tools.missing

  say('Building what speaks to the keychain …')
  const fresh = `${KEYCHAIN_BINARY}.${process.pid}`
  mkdirSync(dirname(KEYCHAIN_BINARY), { recursive: true })
  const sources = ['async.cc', 'main.cc', tools.source].map((name) => join(KEYTAR, 'src', name))
  const includes = [headers, join(KEYTAR, 'node_modules', 'node-addon-api'), join(ROOT, 'node_modules', 'node-addon-api')].map((folder) => `-I${folder}`)
  const { status, stderr } = spawnSync(tools.compiler, [...tools.arguments, ...SHARED, ...includes, ...tools.compile, ...sources, ...tools.link, '-o', fresh], { encoding: 'utf8', timeout: 300_000 })
  // Loaded once before it counts: a library that is missing is found now and not when a key is needed.
  const loads = status === 0 && spawnSync(process.execPath, ['-e', `process.dlopen({ exports: {} }, ${JSON.stringify(fresh)})`]).status === 0
  if (!loads) {
    rmSync(fresh, { force: true })
    return `Keys cannot be kept in the keychain: what speaks to it could not be built.\n${stderr ?? ''}`.trimEnd()
  }
  renameSync(fresh, KEYCHAIN_BINARY)
  return null
}

/** The folder with node_api.h: npm's own package of it first, then what a Node on this machine brought. */
const findHeaders = () =>
  [
    join(ROOT, 'node_modules', 'node-api-headers', 'include'),
    ...(process.env.npm_config_nodedir ? [join(process.env.npm_config_nodedir, 'include', 'node')] : []),
    join(dirname(process.execPath), '..', 'include', 'node'),
    '/usr/include/node',
  ].find((folder) => existsSync(join(folder, 'node_api.h')))

const succeeds = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0

const onMac = () => {
  // Asked first: without the tools `xcrun` opens a window that wants to install them.
  if (!succeeds('xcode-select', ['-p'])) return { missing: 'Keys cannot be kept in the keychain: Apple’s command line tools are not here. Type:\n  xcode-select --install\nand then the same command again.' }
  return {
    compiler: 'xcrun',
    arguments: ['clang++', '-arch', process.arch === 'x64' ? 'x86_64' : 'arm64', '-mmacosx-version-min=14.0', '-bundle', '-undefined', 'dynamic_lookup'],
    compile: ['-stdlib=libc++', '-Wno-deprecated-declarations'],
    source: 'keytar_mac.cc',
    link: ['-framework', 'Security', '-framework', 'CoreFoundation'],
  }
}

const onLinux = () => {
  const compiler = ['g++', 'clang++'].find((name) => succeeds(name, ['--version']))
  const flags = (what) => (spawnSync('pkg-config', [what, 'libsecret-1'], { encoding: 'utf8' }).stdout ?? '').trim().split(/\s+/).filter(Boolean)
  if (!compiler || !succeeds('pkg-config', ['--exists', 'libsecret-1']))
    return { missing: `Keys cannot be kept in the keyring: ${compiler ? 'libsecret and its headers are' : 'a C++ compiler is'} not here. On Debian, type:\n  sudo apt-get install -y ${TO_BUILD_KEYCHAIN.map(({ pack }) => pack).join(' ')}\nand then the same command again.` }
  return { compiler, arguments: ['-shared'], compile: [...flags('--cflags'), '-Wno-deprecated-declarations', '-Wno-missing-field-initializers'], source: 'keytar_posix.cc', link: flags('--libs') }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const say = (text) => process.stderr.write(`${text}\n`)
  const problem = buildKeychain(say)
  say(problem ?? `Built: ${KEYCHAIN_BINARY}`)
  process.exit(problem ? 1 : 0)
}
