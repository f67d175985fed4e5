/** The closed list of what can go wrong in a way a person can be told about. */
export const ERROR_CODES = [
  'BAD_REQUEST',
  'NOT_FOUND',
  'CONFLICT',
  'NOT_AUDIO',
  'NO_AUDIO_TRACK',
  'EMPTY_FILE',
  'DAMAGED',
  'ENCRYPTED',
  'TOO_LARGE',
  'TOO_LONG',
  'FILE_GONE',
  'OUTSIDE_FOLDER',
  'NO_PERMISSION',
  'DISK_FULL',
  'VAULT_GONE',
  'NO_MODEL',
  'MODEL_BROKEN',
  'NO_MEMORY',
  'ENGINE_CRASHED',
  'ENGINE_TIMEOUT',
  'NO_DECODER',
  'DECODER_FAILED',
  'SETTINGS_BROKEN',
  'ALREADY_RUNNING',
  'UNSUPPORTED',
  'OFFLINE',
  'UPSTREAM',
  'NOT_PERMITTED', // no permit, or it is for something else
  'LOCAL_ONLY',
  'KEPT_HERE', // the policy, or the person, keeps it on this Mac
  'LEDGER_FAILED',
  'NO_DESTINATION',
  'NO_KEY',
  'BAD_KEY',
  'RATE_LIMITED',
  'OVERLOADED',
  'CUT_OFF', // the answer broke off
  'KEYCHAIN_FAILED',
  'WRONG_FILE', // what came is not what was to come: its checksum, its length or its kind differ
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/** What a person sees of a failure: what happened, then what to do. Never a stack, a code or blame. */
export interface Problem {
  readonly code: ErrorCode
  /** One plain sentence; says first what is safe, where something is. */
  readonly message: string
  /** The next step, as a sentence; absent where nothing needs doing. */
  readonly next?: string | undefined
}

/** A failure we expected: `message` is the sentence a person reads, `next` the step to take. */
export class AppError extends Error implements Problem {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly next: string | undefined

  constructor(code: ErrorCode, message: string, options: { readonly next?: string | undefined; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.next = options.next
  }
}
