import { fileURLToPath, pathToFileURL } from 'node:url'
import workers, { type WorkerOptions } from 'node:worker_threads'
import { isAbsolute, resolve, sep } from 'node:path'
import type { Report } from './guard-report.ts'

/**
 * Lets only our own files run in a thread, and always with the guard before them: it holds for one thread each. `guardPath` is
 * a file that installs it; null refuses every thread.
 */
export const guardWorkers = (report: Report, deps: { readonly ownFolder: string; readonly guardPath: string | null }): void => {
  const { Worker } = workers
  const check = (file: unknown, options: WorkerOptions = {}): readonly [string, WorkerOptions] => {
    const path = file instanceof URL && file.protocol === 'file:' ? fileURLToPath(file) : typeof file === 'string' && isAbsolute(file) ? resolve(file) : null
    if (options.eval === true || path === null || deps.guardPath === null || !path.startsWith(deps.ownFolder + sep)) {
      throw report.refuse('worker', options.eval === true ? 'a text' : path === null ? 'an address' : (path.split(sep).at(-1) ?? ''))
    }
    return [path, { ...options, execArgv: ['--import', pathToFileURL(deps.guardPath).href], env: options.env === workers.SHARE_ENV ? {} : (options.env ?? {}) }]
  }
  // A proxy and not a class of ours: `instanceof` and subclasses go on working.
  workers.Worker = new Proxy(Worker, {
    construct: (target, [file, options]: [unknown, WorkerOptions?], newTarget) => {
      const [path, held] = check(file, options)
      return Reflect.construct(target, [path, held], newTarget) as object
    },
  })
}
