import type { Check, EngineState, Status, WatchedFolder } from '../../../contract/system.ts'
import type { SettingsProblem } from '../../../contract/settings.ts'
import { coalesce } from '../lib/coalesce.ts'
import type { Clock } from '../ports/index.ts'

const STATUS_INTERVAL_MS = 1000

export interface SystemDeps {
  readonly version: string
  readonly platform: NodeJS.Platform
  readonly vaultPath: string
  readonly stateFolder: string
  readonly engines: () => readonly EngineState[]
  readonly folders: () => readonly WatchedFolder[]
  readonly settingsProblems: () => readonly SettingsProblem[]
  readonly modelStates: () => Pick<Status, 'speech' | 'language' | 'vad'>
  /** True until something was filed or the person closed the welcome. */
  readonly isFirstRun: () => boolean
  readonly finishFirstRun: () => void
  /** Each calls back when its part of the status changed, and returns the way to stop that. */
  readonly sources: readonly ((onChange: () => void) => () => void)[]
  /** What `doctor` looks at, in the order it is shown. */
  readonly checks: readonly ((signal: AbortSignal) => Promise<readonly Check[]>)[]
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>
}

/** What the host says of itself: a status that changes, and checks that are made when asked for. */
export interface System {
  status(): Status
  /** A snapshot at once, then one whenever something changed; ends with the signal. */
  statusChanges(signal: AbortSignal): AsyncGenerator<Status, undefined, void>
  doctor(signal: AbortSignal): Promise<readonly Check[]>
  finishFirstRun(): void
}

/** Creates the capability that answers for the host itself. */
export const createSystem = (deps: SystemDeps): System => {
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }

  const status = (): Status => ({
    version: deps.version,
    platform: platformName(deps.platform),
    machineName: deps.platform === 'darwin' ? 'This Mac' : 'This computer',
    vaultPath: deps.vaultPath,
    stateFolder: deps.stateFolder,
    firstRun: deps.isFirstRun(),
    ...deps.modelStates(),
    engines: [...deps.engines()],
    folders: [...deps.folders()],
    settingsProblems: [...deps.settingsProblems()],
  })

  return {
    status,
    statusChanges: (signal) =>
      coalesce<Status>({
        subscribe: (sink) => {
          const push = (): void => sink.push(status())
          const stops = deps.sources.map((source) => source(push))
          listeners.add(push)
          push()
          return () => {
            listeners.delete(push)
            for (const stop of stops) stop()
          }
        },
        merge: (_older, newer) => newer,
        intervalMs: STATUS_INTERVAL_MS,
        clock: deps.clock,
        signal,
      }),
    doctor: async (signal) => {
      const checks = await Promise.all(deps.checks.map((check) => check(signal)))
      return checks.flat()
    },
    finishFirstRun: () => {
      deps.finishFirstRun()
      tell()
    },
  }
}

const platformName = (platform: NodeJS.Platform): Status['platform'] => (platform === 'darwin' ? 'macos' : platform === 'linux' ? 'linux' : 'other')
