import type { Log, LogFields } from '../../core/ports/index.ts'

const LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LEVELS)[number]

/** Ids, codes and versions are shorter; anything longer may be somebody's words and is left out. */
const MAX_TEXT = 80
const MAX_STACK_LINES = 12

export interface LogDeps {
  /** Takes one line with its line break. */
  readonly write: (line: string) => void
  /** The least that is written. */
  readonly level: LogLevel
  readonly now: () => number
}

/** One line of JSON an event: ids, counts and durations. Words that could be a person's do not get through. */
export const createLog = ({ write, level, now }: LogDeps): Log => {
  const least = LEVELS.indexOf(level)
  const put = (at: LogLevel, event: string, fields: LogFields, stack?: Readonly<Record<string, unknown>>): void => {
    if (LEVELS.indexOf(at) < least) return
    write(`${JSON.stringify({ time: new Date(now()).toISOString(), level: at, event: shorten(event), ...safeFields(fields), ...stack })}\n`)
  }
  return {
    debug: (event, fields = {}) => put('debug', event, fields),
    info: (event, fields = {}) => put('info', event, fields),
    warn: (event, fields = {}) => put('warn', event, fields),
    error: (event, error, fields = {}) => put('error', event, fields, errorFields(error)),
  }
}

// A type is a promise that a caller may break: what is no plain value never reaches the file.
const safeFields = (fields: LogFields): Record<string, string | number | boolean | null> => {
  const safe: Record<string, string | number | boolean | null> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || name === 'time' || name === 'level' || name === 'event') continue
    safe[name] = typeof value === 'string' ? shorten(value) : typeof value === 'number' || typeof value === 'boolean' || value === null ? value : `[${typeof value}]`
  }
  return safe
}

const shorten = (text: string): string => (text.length > MAX_TEXT || /[\r\n]/.test(text) ? `[${text.length} characters]` : text)

/** Name, code and where it happened; the message is left out, since messages quote paths, titles and answers. */
const errorFields = (error: unknown): Readonly<Record<string, unknown>> => {
  if (!(error instanceof Error)) return { error: `[${typeof error}]` }
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? shorten(String(error.code)) : undefined
  const cause = error.cause instanceof Error ? { cause: errorFields(error.cause) } : {}
  return { error: shorten(error.name), ...(code === undefined ? {} : { code }), stack: frames(error), ...cause }
}

// The head of a stack repeats the message, over as many lines as that has: only lines that are frames are kept.
const frames = (error: Error): readonly string[] => {
  const head = `${error.name}: ${error.message}`
  const stack = error.stack ?? ''
  const below = stack.startsWith(head) ? stack.slice(head.length) : stack.replace(error.message, '')
  return below
    .split('\n')
    .filter((line) => /^\s+at .+:\d+:\d+\)?$/.test(line))
    .slice(0, MAX_STACK_LINES)
    .map((line) => line.trim())
}
