import { AppError } from '../../../contract/errors.ts'
import { SettingsSchema } from '../../../contract/settings.ts'
import type { Settings, SettingsProblem } from '../../../contract/settings.ts'
import { expandHome } from './expand-home.ts'
import { issueToSentence } from './sentences.ts'

/** The file's text, read as YAML: its value, its mistakes, and where each key stands. */
export interface SettingsText {
  readonly value: unknown
  readonly problems: readonly SettingsProblem[]
  place(path: readonly (string | number)[], unknownKey?: string): { readonly line: number; readonly column: number } | null
  /** The same text with one value changed; comments and order stay. */
  withValue(path: readonly string[], value: unknown): string
}

export interface SettingsFile {
  readonly path: string
  /** Null when there is no file. Rejects when it stands there and cannot be read. */
  read(signal: AbortSignal): Promise<string | null>
  parse(text: string): SettingsText
  /** Replaces the file in one step, unless it is no longer as `expected`: then CONFLICT. */
  replace(text: string, expected: string | null, signal: AbortSignal): Promise<void>
  watch(onChange: () => void): { close(): Promise<void> }
}

export interface SettingsDeps {
  readonly file: SettingsFile
  readonly homeFolder: string
  /** Written on the first start, so that the file explains itself. */
  readonly template: string
  readonly signal: AbortSignal
}

export interface SettingsStore {
  /** The settings in force, folders written out: while the file has mistakes, the last good ones. */
  current(): Settings
  problems(): readonly SettingsProblem[]
  readonly path: string
  onChange(listener: () => void): () => void
  set(path: string, value: unknown, signal: AbortSignal): Promise<Settings>
  /** Reads the file again; also done by itself whenever it changes. */
  reload(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** Settings from a file that a person and the app both write. A file with mistakes is listed, never overwritten. */
export const createSettings = async ({ file, homeFolder, template, signal }: SettingsDeps): Promise<SettingsStore> => {
  const listeners = new Set<() => void>()
  let state: State = { settings: SettingsSchema.parse({}), problems: [] }
  let last = Promise.resolve()

  const take = (next: State): void => {
    if (JSON.stringify(next) === JSON.stringify(state)) return
    state = next
    for (const listener of listeners) listener()
  }
  // One at a time: two changes at once would each start from the text without the other, and what was read before a change would undo it.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.then(
      () => undefined,
      () => undefined,
    )
    return done
  }
  const reload = (reloadSignal: AbortSignal): Promise<void> => inTurn(async () => take(await load(file, state.settings, reloadSignal)))

  if ((await file.read(signal).catch(() => '')) === null) {
    // A state folder that cannot be written is said by whatever needs it next; the defaults serve meanwhile.
    await file.replace(template, null, signal).catch(() => undefined)
  }
  await reload(signal)
  const watch = file.watch(() => void reload(signal).catch(() => undefined))

  const change = async (path: string, value: unknown, setSignal: AbortSignal): Promise<Settings> => {
    const text = await file.read(setSignal)
    const next = await load(file, state.settings, setSignal)
    if (next.problems.length > 0) {
      take(next)
      throw new AppError('SETTINGS_BROKEN', 'The settings file has a mistake, so nothing was changed in it.', { next: `Mend it first: ${file.path}` })
    }
    const changed = file.parse(text ?? '').withValue(path.split('.'), value)
    const checked = check(file.parse(changed))
    if (!checked.ok) throw new AppError('BAD_REQUEST', checked.problems[0]?.message ?? 'Freehold does not know this setting.')
    await file.replace(changed, text, setSignal)
    take({ settings: checked.settings, problems: [] })
    return expandHome(checked.settings, homeFolder)
  }

  return {
    path: file.path,
    current: () => expandHome(state.settings, homeFolder),
    problems: () => state.problems,
    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    set: (path, value, setSignal) => inTurn(() => change(path, value, setSignal)),
    reload,
    close: async () => {
      listeners.clear()
      await watch.close()
    },
  }
}

interface State {
  readonly settings: Settings
  readonly problems: readonly SettingsProblem[]
}

const load = async (file: SettingsFile, lastGood: Settings, signal: AbortSignal): Promise<State> => {
  try {
    const checked = check(file.parse((await file.read(signal)) ?? ''))
    return checked.ok ? { settings: checked.settings, problems: [] } : { settings: lastGood, problems: checked.problems }
  } catch {
    signal.throwIfAborted()
    return { settings: lastGood, problems: [{ message: `The settings in ${file.path} cannot be read.`, line: null, column: null }] }
  }
}

type Checked = { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly problems: readonly SettingsProblem[] }

const check = (text: SettingsText): Checked => {
  if (text.problems.length > 0) return { ok: false, problems: text.problems }
  const parsed = SettingsSchema.safeParse(withoutEmpty(text.value))
  if (parsed.success) return { ok: true, settings: parsed.data }
  const problems = parsed.error.issues.map((issue) => {
    const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
    const place = text.place(issue.path.filter((part) => typeof part !== 'symbol'), unknownKey)
    return { message: issueToSentence(issue), line: place?.line ?? null, column: place?.column ?? null }
  })
  return { ok: false, problems }
}

// `memos:` with all its lines commented out is null in YAML, and means what an absent group means.
const withoutEmpty = (value: unknown): unknown => {
  if (value === null || value === undefined) return {}
  if (typeof value !== 'object' || Array.isArray(value)) return value
  const filled = Object.entries(value).filter(([, inner]) => inner !== null)
  return Object.fromEntries(filled.map(([key, inner]) => [key, typeof inner === 'object' && !Array.isArray(inner) ? withoutEmpty(inner) : inner]))
}
