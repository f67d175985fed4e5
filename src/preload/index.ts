import { contextBridge, ipcRenderer, webUtils } from 'electron'

// The names are those of contract/wire.ts, which a preload may not import: it is one file and a pipe.
const PORT_MESSAGE = 'freehold:port'

ipcRenderer.on(PORT_MESSAGE, (event) => {
  // A port cannot pass the bridge between the two worlds; a message to the page's own window can carry it.
  window.postMessage(PORT_MESSAGE, location.origin === 'null' ? '*' : location.origin, [...event.ports])
})

contextBridge.exposeInMainWorld('freehold', { pathForFile: (file: File): string => webUtils.getPathForFile(file) })
