import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { DirectRequest, Taken } from './chat-direct.ts'

const SCRIPT = fileURLToPath(new URL('chat-direct.ts', import.meta.url))

/** The library alone in a process of its own, with a model loaded. */
export const startDirect = async (modelPath: string): Promise<{ ask(request: DirectRequest): Promise<Taken>; end(): void }> => {
  const child = fork(SCRIPT, [modelPath], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' })
  const next = async (): Promise<unknown> => {
    const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(() => Promise.reject(new Error('The direct run ended.')))])) as [unknown]
    return message
  }
  await next()
  return {
    ask: (request) => {
      const answered = next()
      child.send(request)
      return answered as Promise<Taken>
    },
    end: () => void child.kill('SIGKILL'),
  }
}
