import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Place } from '../compose.ts'
import type { Clock, ForkEngine, Log } from '../core/ports/index.ts'
import { createClock } from './clock/index.ts'
import { createNodePlace } from './index.ts'
import type { NodePlaceDeps } from './index.ts'
import { createLog, createLogFile } from './log/index.ts'
import { outsideArchive, platformPaths } from './platform/index.ts'
import type { PlatformPaths } from './platform/index.ts'
import { takeInstanceLock } from './sqlite/index.ts'

/** Where decoded audio lies while it is worked on; engines read it there. */
export const workFolders = (env: Readonly<Record<string, string | undefined>>): readonly string[] => [join(findPaths(env).stateFolder, 'work')]

export interface OpenPlace {
  readonly place: Place
  readonly paths: PlatformPaths
  readonly clock: Clock
  readonly log: Log
  /** Tells the command line where the host is reached. */
  publish(): void
  close(): void
}

/** The folders of this person on this machine, by the environment. */
export const findPaths = (env: Readonly<Record<string, string | undefined>>): PlatformPaths => platformPaths(env, process.platform, homedir(), tmpdir())

/** Takes hold of the state folder for this process alone. Throws AppError ALREADY_RUNNING that says who holds it. */
export const openPlace = (deps: Pick<NodePlaceDeps, 'guard' | 'detectWorkerPath' | 'readWorkerPath' | 'prompt'> & {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly fork: ForkEngine
  readonly version: string
  readonly resourcesFolder: string
  /** The log goes to its file; and here as well when the person wants to watch. */
  readonly alsoLog?: (line: string) => void
}): OpenPlace => {
  const paths = findPaths(deps.env)
  const lock = takeInstanceLock(paths.stateFolder)
  const clock = createClock()
  const file = createLogFile(paths.logFile)
  const write = (line: string): void => {
    file.write(line)
    deps.alsoLog?.(line)
  }
  const log = createLog({ write, level: 'info', now: clock.now })
  return {
    place: createNodePlace({ ...deps, resourcesFolder: outsideArchive(deps.resourcesFolder), paths, clock, log }),
    paths,
    clock,
    log,
    publish: () => lock.publish(paths.socketPath),
    close: () => {
      file.close()
      lock.release()
    },
  }
}
