// Root: the Electron app. One window, the host and its engines as utility processes. No product logic.
import { fileURLToPath } from 'node:url'
import { app, BrowserWindow, MessageChannelMain, protocol, session, utilityProcess } from 'electron'
import { PORT_MESSAGE } from '../contract/wire.ts'
import { createHostProcess, createPageProtocol, isOwnPage, lockDown, openWindow, PAGE_SCHEME } from './shell/index.ts'
import { engineEnvironment } from './adapters/engine-process/index.ts'
import { createLog } from './adapters/log/index.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const run = async (): Promise<void> => {
  await app.whenReady()
  const log = createLog({ write: (line) => void process.stderr.write(line), level: 'info', now: Date.now })
  let quitting = false

  const handTo = (window: BrowserWindow, createPort: () => Electron.MessagePortMain | null): void => {
    // Never to anything but our page, wherever the window may have got to.
    if (!isOwnPage(window.webContents.getURL())) return
    const port = createPort()
    if (port !== null) window.webContents.postMessage(PORT_MESSAGE, null, [port])
  }
  const host = createHostProcess<Electron.MessagePortMain>({
    forkHost: () => utilityProcess.fork(at('./host.js'), [], { serviceName: 'Freehold Host', stdio: 'inherit' }),
    // What native code prints may hold paths and words: nobody reads it.
    forkEngine: () => utilityProcess.fork(at('./engine.js'), [], { serviceName: 'Freehold Engine', stdio: 'ignore', env: engineEnvironment(process.env) }),
    createChannel: () => new MessageChannelMain(),
    handToPages: (createPort) => {
      for (const window of BrowserWindow.getAllWindows()) handTo(window, createPort)
    },
    log,
  })
  const open = (): BrowserWindow => openWindow(at('../preload/index.cjs'), (window) => handTo(window, host.createPagePort))

  // Both on the window's own session: a handler on another one never sees its requests.
  session.defaultSession.protocol.handle(PAGE_SCHEME, createPageProtocol({ staticFolder: at('../renderer'), socketPath: host.socketPath }))
  lockDown(session.defaultSession)
  open()

  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open()
  })
  app.on('second-instance', () => {
    const window = BrowserWindow.getAllWindows()[0] ?? open()
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('will-quit', (event) => {
    if (quitting) return
    quitting = true
    event.preventDefault()
    void host.close().finally(() => app.quit())
  })
}

// Before `ready`, and once.
protocol.registerSchemesAsPrivileged([{ scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } }])
app.enableSandbox()
// Not awaited: Electron becomes ready only when this module is done.
if (app.requestSingleInstanceLock()) void run()
else app.quit()
