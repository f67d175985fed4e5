import type { EngineState } from '../../../contract/system.ts'

export type EngineKind = 'whisper' | 'parakeet' | 'vad' | 'llama' | 'embedding'

export interface EngineSpec {
  readonly kind: EngineKind
  readonly modelPath: string
  /** 0 chooses by the machine. */
  readonly threads: number
  /** What a language model is to hold at once; left out or 0, the engine chooses. */
  readonly contextTokens?: number
  readonly contextType?: 'f16' | 'q8_0'
}

export interface EngineCall {
  readonly method: string
  /** Plain data only: audio goes by the path of the PCM file, never as bytes. */
  readonly params: unknown
  readonly onEvent?: (event: unknown) => void
  /**
   * `urgent` goes before what waits; `beside` does not even wait for what runs, and is to be a matter of milliseconds. Several that are
   * `together` run at once, as many as the engine has sequences for, and no others with them.
   */
  readonly order?: 'urgent' | 'beside' | 'together'
  /** Who asks, as the person knows them. */
  readonly user?: string | undefined
  /** Minutes the model stays after this call; left out, the settings say. */
  readonly keepAliveMinutes?: number | undefined
  readonly signal: AbortSignal
}

/** `failed`: its model could not be loaded, or the engine stopped at its last call. */
export type EngineStanding = 'cold' | 'loading' | 'ready' | 'failed'

/**
 * Child processes that hold one model each, and no model twice: one that is asked for with a larger context is loaded anew once its calls are
 * done, one that is asked for with a smaller goes on as it is: started on demand, ended after an idle time, restarted with backoff after a
 * crash. A crash rejects the call under way with AppError ENGINE_CRASHED; a model that cannot be loaded with MODEL_BROKEN,
 * one that memory does not hold beside what runs with NO_MEMORY: idle models leave for a new one, the least used first.
 */
export interface Engines {
  call(spec: EngineSpec, call: EngineCall): Promise<unknown>
  /** Starts the child of a model that is needed soon; whatever goes wrong is met by the call. */
  prepare(spec: EngineSpec): void
  states(): readonly EngineState[]
  /** Memory for all models together, and what those in memory take. */
  memory(): { readonly budgetBytes: number; readonly usedBytes: number }
  /** Ends the idle child of a model; false where one works, or none runs. */
  unload(modelPath: string): Promise<boolean>
  /** How it stands with one model, without waiting for it. */
  standing(spec: EngineSpec): EngineStanding
  onChange(listener: () => void): () => void
  /** Ends every child; resolves when they are gone. */
  close(): Promise<void>
}

/** One running child, however it was forked. */
export interface EngineLink {
  readonly pid: number | null
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onExit(listener: (exit: { readonly code: number | null; readonly signal: string | null }) => void): void
  kill(force: boolean): void
}

/** Forks `engine.ts`: `child_process.fork` in plain Node, the shell's utility process in Electron. */
export type ForkEngine = (spec: EngineSpec) => Promise<EngineLink>
