import programs from 'node:child_process'
import { EventEmitter } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'

const ANSWERS: Readonly<Record<string, string>> = { start: 'loaded', test: 'done' }

/**
 * On Linux node-llama-cpp tries its native part in a child of its own before it loads it, and has no switch for that. An
 * engine may start no child, and need not: it is a child itself, and if the native part brings it down, only it is lost. So
 * the trial is answered here, and nothing is started.
 */
export const answerTrial = (): void => {
  programs.fork = (() => {
    const child = new EventEmitter()
    const later = (event: string, value: unknown): void => void setImmediate(() => child.emit(event, value))
    later('message', { type: 'ready' })
    return Object.assign(child, {
      exitCode: null,
      killed: false,
      kill: () => true,
      send: ({ type }: { readonly type: string }) => {
        const answer = ANSWERS[type]
        if (answer === undefined) later('exit', 0)
        else later('message', { type: answer })
        return true
      },
    })
  }) as unknown as typeof programs.fork
  syncBuiltinESMExports()
}
