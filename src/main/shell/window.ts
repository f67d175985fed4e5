import { app, BrowserWindow, shell, type Session } from 'electron'
import { lockSession } from './lock-session.ts'
import { PAGE_ORIGIN } from './page-protocol.ts'
import { isOutsideLink, isOwnPage } from './page-rules.ts'

/** Opens the one plain window: the page, without Node, in a sandbox. */
export const openWindow = (preloadPath: string, onLoad: (window: BrowserWindow) => void): BrowserWindow => {
  const window = new BrowserWindow({
    width: 1120,
    height: 760,
    minWidth: 480,
    minHeight: 400,
    show: false,
    title: 'Freehold',
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // Elsewhere than on macOS it fetches dictionaries from the network.
      spellcheck: process.platform === 'darwin',
    },
  })
  window.once('ready-to-show', () => window.show())
  // At each load, for a reload drops the port that the page had.
  window.webContents.on('did-finish-load', () => onLoad(window))
  void window.loadURL(`${PAGE_ORIGIN}/`)
  return window
}

/** Refuses what no page of ours asks for: permissions, other addresses, windows, frames of others, and the network. */
export const lockDown = (session: Session): void => {
  lockSession(session)
  app.on('web-contents-created', (_event, contents) => {
    // Calls between pages look for each other by datagrams, which are no requests and pass the lock of the session.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
    // Never a window of ours: what the page may link to goes to the person's browser.
    contents.setWindowOpenHandler(({ url }) => {
      if (isOutsideLink(url)) void shell.openExternal(url)
      return { action: 'deny' }
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.on('will-navigate', (details) => {
      if (!isOwnPage(details.url)) details.preventDefault()
    })
    contents.on('will-redirect', (details) => {
      if (!isOwnPage(details.url)) details.preventDefault()
    })
  })
}
