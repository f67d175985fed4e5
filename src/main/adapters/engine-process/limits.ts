/** How long a child may take for what; all are counted in pings, so that a machine that slept ends nothing. */
export interface EngineLimits {
  readonly pingMs: number
  /** Loading runs native code on the child's only thread: it answers nothing meanwhile. */
  readonly loadMs: number
  /** Without an answer to a ping. */
  readonly silentMs: number
  /** In a call, with neither an event nor the processor in use: native code waits for itself. */
  readonly stalledMs: number
  /** In a call, without an event, though it computes. */
  readonly noProgressMs: number
  /** A cancelled call may take this long to stop before its child is ended: whisper.cpp cannot be interrupted. */
  readonly cancelMs: number
  /** The same for a language model: it stops by itself after the batch it is at, and with its child all that it has read would be lost. */
  readonly cancelLlamaMs: number
  /** Between SIGTERM and SIGKILL. */
  readonly endMs: number
  /** First pause before a start that follows a crash; doubled by each further one. */
  readonly backoffMs: number
  readonly mostBackoffMs: number
  /** Calls that run in one batch; the model may have sequences for fewer. */
  readonly mostTogether: number
  /** Between two looks at how much memory is free while models idle. */
  readonly pressureMs: number
}

export const DEFAULT_LIMITS: EngineLimits = {
  pingMs: 5_000,
  loadMs: 300_000,
  silentMs: 30_000,
  stalledMs: 60_000,
  noProgressMs: 1_800_000,
  cancelMs: 300,
  cancelLlamaMs: 10_000,
  endMs: 1_000,
  backoffMs: 250,
  mostBackoffMs: 30_000,
  mostTogether: 8,
  pressureMs: 5_000,
}
