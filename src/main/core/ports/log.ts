export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

/** JSON lines of ids, counts and durations; never a prompt, a note, a name of a file, or a key. */
export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  /** `error` is logged with its stack and without its message when it may carry content. */
  error(event: string, error: unknown, fields?: LogFields): void
}
