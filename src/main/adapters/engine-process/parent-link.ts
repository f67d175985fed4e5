/** The child's end of the pipe to the host, over whichever transport started it. */
export interface ParentLink {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
}

/** What Electron's `MessagePortMain` is to us; declared here, for nothing outside the shell imports Electron. */
interface Port {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
  on(event: 'close', listener: () => void): void
  postMessage(message: unknown): void
  start(): void
}

interface ParentPort {
  once(event: 'message', listener: (event: { readonly ports: readonly Port[] }) => void): void
}

/** Waits for the pipe to the host: `process.send` under plain Node, a port handed down by the shell under Electron. */
export const connectToParent = (): Promise<ParentLink> => {
  if (process.send !== undefined) return Promise.resolve(ipcLink())
  const { parentPort } = process as unknown as { readonly parentPort?: ParentPort }
  if (parentPort === undefined) return Promise.reject(new Error('An engine is started by the host only.'))
  return new Promise((resolve, reject) => {
    parentPort.once('message', ({ ports: [port] }) => {
      if (port === undefined) reject(new Error('The shell sent no port.'))
      else resolve(portLink(port))
    })
  })
}

const ipcLink = (): ParentLink => ({
  // A host that is gone makes `send` fail; `disconnect` ends us, so the failure needs no second handling.
  post: (message) => void process.send?.(message, undefined, undefined, () => undefined),
  onMessage: (listener) => void process.on('message', listener),
  onClose: (listener) => void process.on('disconnect', listener),
})

const portLink = (port: Port): ParentLink => ({
  post: (message) => port.postMessage(message),
  onMessage: (listener) => {
    port.on('message', ({ data }) => listener(data))
    port.start()
  },
  onClose: (listener) => port.on('close', listener),
})
