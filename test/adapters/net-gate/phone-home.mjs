// A planted dependency that phones home: tries every way out there is, and prints what became of each as JSON. The first
// argument is the guard, or "-" to go without it, which shows that every way works where nothing guards it.
import { lookup as lookupBefore } from 'node:dns'
import { connect as connectBefore } from 'node:net'
import { spawn as spawnBefore } from 'node:child_process'

const [guardUrl, ownFolder, place] = process.argv.slice(2)
const { tcpPort, udpPort, undiciUrl, workerPath, addonPath } = JSON.parse(place)
const blocked = []
let guard = null
// Taken before the guard stands, as a careless module does.
const before = { lookup: lookupBefore, connect: connectBefore, spawn: spawnBefore }
// What speaks TLS to a plain server fails late; behind the guard nothing may.
if (guardUrl === '-') process.on('uncaughtException', () => undefined)
else {
  const { installGuard, takeGuard } = await import(guardUrl)
  installGuard({ ownFolder, programs: ['ffmpeg', 'whisper-cli', 'xdg-open'], guardPath: `${ownFolder}/guard-entry.mjs` })
  guard = takeGuard()
  guard.onBlocked((each) => blocked.push(each))
}
const { Worker } = await import('node:worker_threads')
const [dns, dgram, net, tls, http, https, http2, programs, undici] = await Promise.all(['node:dns', 'node:dgram', 'node:net', 'node:tls', 'node:http', 'node:https', 'node:http2', 'node:child_process', undiciUrl].map((name) => import(name)))

const url = `http://127.0.0.1:${tcpPort}/`
const host = { host: '127.0.0.1', port: tcpPort }
const settled = (emitter, good) => new Promise((resolve, reject) => emitter.once(good, resolve).once('error', reject))
const called = (work) => new Promise((resolve, reject) => work((error, ...rest) => (error ? reject(error) : resolve(rest))))
const workerCode = `require('net').connect(${tcpPort}, '127.0.0.1').on('connect', function () { this.end('worker'); require('worker_threads').parentPort.postMessage('out') }).on('error', (e) => require('worker_threads').parentPort.postMessage(e.code))`
const inWorker = async (...args) => {
  const worker = new Worker(...args)
  const [said] = await called((done) => worker.once('message', (word) => done(null, word)).once('error', done))
  await worker.terminate()
  if (said !== 'out') throw Object.assign(new Error(said), { code: said })
}
const ways = {
  fetch: () => fetch(url),
  'undici.fetch': () => undici.fetch(url),
  'undici.request': () => undici.request(url, { dispatcher: new undici.Agent() }),
  'http.get': () => settled(http.get(url), 'response'),
  'https.get': () => settled(https.get(`https://127.0.0.1:${tcpPort}/`).on('socket', (socket) => socket.on('connect', () => socket.emit('error', new Error('reached')))), 'response').catch((error) => error.message !== 'reached' && Promise.reject(error)),
  'http2.connect': () => called((done) => http2.connect(url).once('error', done).request({ ':path': '/' }).once('response', () => done(null)).once('error', done)),
  'net.connect': () => settled(net.connect(host), 'connect'),
  'net.connect taken before': () => settled(before.connect(host), 'connect'),
  'net.Socket': () => settled(new net.Socket().connect(tcpPort, '127.0.0.1'), 'connect'),
  'a foreign unix socket': () => settled(net.connect('/run/docker.sock'), 'connect').catch((error) => error.code !== 'ENOENT' && Promise.reject(error)),
  'tls.connect': () => settled(tls.connect(host).on('connect', function () { this.emit('error', new Error('reached')) }), 'secureConnect').catch((error) => error.message !== 'reached' && Promise.reject(error)),
  WebSocket: () => new Promise((resolve, reject) => { const socket = new WebSocket(url.replace('http', 'ws')); socket.onopen = resolve; socket.onerror = () => reject(Object.assign(new Error('ws'), { code: 'EACCES' })) }),
  'dgram.send': () => called((done) => dgram.createSocket('udp4').send('words', udpPort, '127.0.0.1', done)),
  'dgram.connect': () => called((done) => { const socket = dgram.createSocket('udp4'); socket.connect(udpPort, '127.0.0.1', (error) => (error ? done(error) : socket.send('words', done))) }),
  'a server for other machines': () => settled(net.createServer().listen(0).unref(), 'listening'),
  'dns.lookup': () => called((done) => dns.lookup('words.invalid', done)).catch((error) => error.code === 'EACCES' && Promise.reject(error)),
  'dns.promises.lookup': () => dns.promises.lookup('words.invalid').catch((error) => error.code === 'EACCES' && Promise.reject(error)),
  'dns.resolveTxt': () => called((done) => dns.resolveTxt('words.invalid', done)).catch((error) => error.code === 'EACCES' && Promise.reject(error)),
  'a Resolver with a server of its own': () => called((done) => { const own = new dns.Resolver({ timeout: 200, tries: 1 }); own.setServers([`127.0.0.1:${udpPort}`]); own.resolve4('words.example', done) }).catch((error) => error.code === 'EACCES' && Promise.reject(error)),
  'a promised Resolver': () => { const own = new dns.promises.Resolver({ timeout: 200, tries: 1 }); own.setServers([`127.0.0.1:${udpPort}`]); return own.resolve4('words.example').catch((error) => error.code === 'EACCES' && Promise.reject(error)) },
  'a worker file': () => inWorker(workerPath),
  'a worker text': () => inWorker(workerCode, { eval: true }),
  'a worker text, execArgv: []': () => inWorker(workerCode, { eval: true, execArgv: [] }),
  'a worker address': () => inWorker(new URL(`data:text/javascript,import('node:net').then((net) => net.connect(${tcpPort}, '127.0.0.1').on('connect', function () { this.end() })); import('node:worker_threads').then((w) => w.parentPort.postMessage('out'))`)),
  curl: () => called((done) => programs.execFile('curl', ['-s', '-m', '2', url], done)),
  'curl by exec': () => called((done) => programs.exec(`curl -s -m 2 ${url}`, done)),
  'curl taken before': () => settled(before.spawn('curl', ['-s', '-m', '2', url]), 'spawn'),
  'curl, waited for': () => { const { status, error } = programs.spawnSync('curl', ['-s', '-m', '2', url]); if (status !== 0) throw error },
  'ffmpeg on an address': () => called((done) => programs.execFile('ffmpeg', ['-v', 'quiet', '-i', url, '-f', 'null', '-'], done)).catch((error) => error.code === 'ENOENT' && Promise.reject(error)),
  'a browser on an address': () => called((done) => programs.execFile('xdg-open', ['https://example.invalid/?words'], done)).catch((error) => error.path?.includes('refused') && Promise.reject(error)),
  node: () => called((done) => programs.execFile(process.execPath, ['-e', `fetch('${url}')`], done)),
  'node with a file of ours behind a flag': () => called((done) => programs.execFile(process.execPath, ['--import', `data:text/javascript,await fetch('${url}')`, `${ownFolder}/own.mjs`], done)),
  'process.binding': () => void process.binding('tcp_wrap'),
  'process._linkedBinding': () => void process._linkedBinding('tcp_wrap'),
  'an add-on from elsewhere': () => { try { process.dlopen({ exports: {} }, addonPath) } catch (error) { if (error.code === 'EACCES') throw error } },
}
// Whether the guard lets it be started, here or not.
const started = async (program, args) => {
  const before = blocked.length
  await new Promise((resolve) => programs.spawn(`/nowhere/${program}`, args).once('error', resolve))
  return blocked.length === before
}
const results = {}
for (const [name, way] of Object.entries(ways)) {
  try {
    await way()
    results[name] = 'out'
  } catch (error) {
    results[name] = String(error.cause?.code ?? error.code ?? error.message)
  }
}
// And what must go on working: names that are addresses, our own server on loopback, our own unix socket, our own thread.
const server = http.createServer((_request, response) => response.end('own')).listen(0, '127.0.0.1')
await settled(server, 'listening')
const own = http.createServer((_request, response) => response.end('own')).listen(`${ownFolder}/host.sock`)
await settled(own, 'listening')
const answer = await settled(http.get({ socketPath: `${ownFolder}/host.sock`, path: '/' }), 'response')
const innocent = { address: (await dns.promises.lookup('127.0.0.1')).address, server: server.address().port > 0, unixSocket: answer.statusCode, ownWorker: guard === null ? 'EACCES' : await inWorker(`${ownFolder}/worker.cjs`).catch((error) => error.code), allowed: 'none', words: await started('whisper-cli', ['--prompt', 'https://example.org']), page: await started('xdg-open', ['http://127.0.0.1:1/']) }
if (guard !== null) {
  // The gate's own socket goes through; a plain request right after it, while it stands open, does not.
  const mine = new net.Socket()
  guard.leave.allow(mine)
  await settled(mine.connect(host), 'connect')
  innocent.allowed = await fetch(url).then(() => 'leaked', () => 'held')
  mine.destroy()
  // A server that has leave listens on one address of the network, once; and never on all of them.
  const outward = Object.values((await import('node:os')).networkInterfaces()).flat().find(({ internal, family }) => !internal && family === 'IPv4')?.address
  const allowedServer = async (address) => {
    const open = net.createServer()
    guard.leave.allowServer(open)
    const listened = await settled(open.listen(0, address), 'listening').then(() => 'listens', () => 'refused')
    if (listened === 'listens') await called((done) => open.close(done))
    const again = await settled(open.listen(0, address), 'listening').then(() => 'listens', () => 'refused')
    open.close()
    return `${listened}, ${again}`
  }
  innocent.servers = [outward === undefined ? 'listens, refused' : await allowedServer(outward), await allowedServer('0.0.0.0'), await allowedServer('::')]
  await new Promise((resolve) => setTimeout(resolve, 50))
}
process.stdout.write(JSON.stringify({ results, innocent, blocked }), () => process.exit(0))
