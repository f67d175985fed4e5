import { fork } from 'node:child_process'
import type { EngineLink, ForkEngine } from '../../core/ports/index.ts'
import { engineFlags } from './engine-flags.ts'
import { engineEnvironment } from './environment.ts'

/** Starts the engine script as a child of this process, under plain Node, with an environment of its own; `readFolders` hold the decoded audio. */
export const createNodeFork = (deps: { readonly enginePath: string; readonly readFolders: readonly string[] }): ForkEngine => async ({ modelPath }) => {
  const child = fork(deps.enginePath, [], {
    serialization: 'advanced',
    execArgv: [...engineFlags({ ...deps, modelPath, platform: process.platform })],
    env: engineEnvironment(process.env),
    // What native code prints may hold paths and words: nobody reads it.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  // `error` means it could not be started (or signalled); without a listener it would end the host.
  let failed = false
  const exitListeners: ((exit: { readonly code: number | null; readonly signal: string | null }) => void)[] = []
  child.on('error', () => {
    if (child.pid !== undefined || failed) return
    failed = true
    for (const listener of exitListeners) listener({ code: null, signal: null })
  })
  const link: EngineLink = {
    pid: child.pid ?? null,
    post: (message) => {
      if (child.connected) child.send(message as object, () => undefined)
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      exitListeners.push(listener)
      child.on('exit', (code, signal) => listener({ code, signal }))
    },
    kill: (force) => void child.kill(force ? 'SIGKILL' : 'SIGTERM'),
  }
  return link
}
