// Root: the host program. The same in plain Node (`freehold serve`) and in an Electron utility process.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { AppError } from '../contract/errors.ts'
import type { ShellToHost } from '../contract/shell.ts'
import { createElectronFork, createNodeFork } from './adapters/engine-process/index.ts'
import type { ShellPort } from './adapters/engine-process/index.ts'
import { takeGuard } from './adapters/net-gate/guard.ts'
import { openPlace, workFolders } from './adapters/place.ts'
import { claimSocketFolder, networkAddresses, networkNames, openAddress } from './adapters/platform/index.ts'
import { hiddenPrompt } from './cli/hidden-prompt.ts'
import { compose } from './compose.ts'
import type { Host } from './compose.ts'
import { serveMessagePort } from './rpc/index.ts'
import type { PortLike } from './rpc/index.ts'
import { createApiDoor, createLoadRoutes } from './web/api/index.ts'
import type { OpenApiDoor } from './web/api/index.ts'
import { createAudioSigner, createWebDoor } from './web/index.ts'

// Everything is durable at each step, so what does not end in time may be cut off.
const CLOSE_MS = 1_700

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const { version } = JSON.parse(readFileSync(at('../../package.json'), 'utf8')) as { readonly version: string }
const { parentPort: shell } = process as unknown as { readonly parentPort?: ShellPort }

const run = async (): Promise<void> => {
  const { values } = parseArgs({ options: { port: { type: 'string' }, open: { type: 'boolean' }, api: { type: 'boolean' }, verbose: { type: 'boolean' } }, strict: false })
  const guard = takeGuard()
  const { place, paths, clock, log, publish, close: letGo } = openPlace({
    env: process.env,
    fork: shell ? createElectronFork(shell) : createNodeFork({ enginePath: at('./engine.js'), readFolders: workFolders(process.env) }),
    version,
    guard,
    detectWorkerPath: at('./detect-worker.js'),
    readWorkerPath: at('./read-worker.js'),
    prompt: process.stdin.isTTY && !shell ? (question) => hiddenPrompt(question, process.stdin, (text) => void process.stderr.write(text)) : null,
    resourcesFolder: at('../../resources'),
    ...(values.verbose === true ? { alsoLog: (line) => void process.stderr.write(line) } : {}),
  })
  const audioSigner = createAudioSigner(clock.now)
  const host = await compose(place, audioSigner.sign, { isApiForced: values.api === true })
  const { web } = host.settings()
  if (paths.socketFolder !== null) await claimSocketFolder(paths.socketFolder)
  const door = await createWebDoor({
    port: shell ? null : portOf(values.port, web.port),
    socketPath: paths.socketPath,
    staticFolder: at('../renderer'),
    router: host.router,
    receiveUpload: host.receiveUpload,
    receiveAttachment: host.receiveAttachment,
    dictate: host.dictate,
    receiveModel: host.receiveModel,
    openAudio: host.openAudio,
    audioSigner,
    maxUploadBytes: () => host.settings().web.maxUploadMegabytes * 1_000_000,
    log,
  })

  const apps = openApps(host, { version, temporaryFolder: join(paths.stateFolder, 'temporary', 'apps'), allowServer: (server) => guard?.leave.allowServer(server) })

  const close = async (): Promise<void> => {
    // Together: the work must know that it ends before an engine that got the same signal is taken for crashed.
    await Promise.all([door.close(), apps.close(), host.close()])
    letGo()
  }
  endWhenAsked(close)
  publish()
  host.start()
  log.info('host.started', { pid: process.pid, version })

  if (shell) serveShell(shell, paths.socketPath, (port) => serveMessagePort(port, eventsOf(port), { router: host.router, log }))
  else if (door.url !== null) {
    process.stdout.write(`Freehold ${version} is open at\n  ${door.url}\n`)
    const once = values.open === true ? door.addressForOnce() : null
    if (once !== null)
      await openAddress(once, process.platform, AbortSignal.timeout(5_000)).catch(() => void process.stderr.write('Open this address in a browser on this computer.\n'))
  }
}

/** The door for other apps, which opens when the settings say so. */
const openApps = (
  { apps, log }: Host,
  { temporaryFolder, ...rest }: { readonly version: string; readonly temporaryFolder: string; readonly allowServer: (server: Server) => void },
): OpenApiDoor => {
  // What a killed host left of an upload is nobody's.
  rmSync(temporaryFolder, { recursive: true, force: true })
  mkdirSync(temporaryFolder, { recursive: true, mode: 0o700 })
  return createApiDoor({ ...apps, ...rest, temporaryFolder, log, load: createLoadRoutes(at('../../resources/freehold.openapi.yaml')), networkAddresses, networkNames })
}

const portOf = (given: unknown, preferred: number): number => {
  if (given === undefined) return preferred
  const port = Number(given)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new AppError('BAD_REQUEST', 'A port is a number from 0 to 65535.')
  return port
}

/** The first signal, or the shell, asks for a clean end; a second one ends it at once. */
const endWhenAsked = (close: () => Promise<void>): void => {
  let asked = false
  const end = (): void => {
    if (asked) process.exit(130)
    asked = true
    setTimeout(() => process.exit(0), CLOSE_MS)
    void close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  shell?.on('message', ({ data }) => {
    if ((data as ShellToHost).type === 'close') end()
  })
}

interface ShellPagePort extends PortLike {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  on(event: 'close', listener: () => void): void
}

const serveShell = (port: ShellPort, socketPath: string, serve: (page: ShellPagePort) => void): void => {
  port.on('message', ({ data, ports: [page] }) => {
    if ((data as ShellToHost).type === 'page-port' && page !== undefined) serve(page)
  })
  port.postMessage({ type: 'ready', socketPath })
}

const eventsOf = (port: ShellPagePort): Parameters<typeof serveMessagePort>[1] => ({
  onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
  onClose: (listener) => port.on('close', listener),
})

// Plain Node would end with a stack, a utility process would go on half dead: both end the same way here.
const fail = (error: unknown): never => {
  const { message, next } = error instanceof AppError ? error : { message: error instanceof Error ? (error.stack ?? error.message) : String(error), next: undefined }
  process.stderr.write(`${message}${next ? `\n  ${next}` : ''}\n`)
  process.exit(1)
}
process.on('unhandledRejection', fail)
process.on('uncaughtException', fail)

await run().catch(fail)
