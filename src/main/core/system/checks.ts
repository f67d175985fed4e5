import type { StoreState } from '../../../contract/credentials.ts'
import { AppError } from '../../../contract/errors.ts'
import type { ModelFile } from '../../../contract/models.ts'
import type { SettingsProblem } from '../../../contract/settings.ts'
import type { Check, WatchedFolder } from '../../../contract/system.ts'
import type { Decoder } from '../ports/index.ts'

/** An engine's name, version and the device it computes on. */
export interface EngineFacts {
  readonly name: string
  readonly version: string
  readonly device: string
}

type MakeCheck = (signal: AbortSignal) => Promise<readonly Check[]>

/** The program that everything runs on. */
export const checkNode =
  (version: string): MakeCheck =>
  async () => [{ id: 'node', title: 'Node.js', ...(Number(version.replace(/^v/, '').split('.')[0]) >= 24 ? { state: 'ok', detail: version } : { state: 'fail', detail: `${version} is too old.`, next: 'Start Freehold by npm, which brings Node 24.' }) }]

/** What opens recordings. */
export const checkDecoder =
  (decoder: Pick<Decoder, 'describe'>, platform: NodeJS.Platform): MakeCheck =>
  async (signal) => {
    const found = await decoder.describe(signal)
    const next = platform === 'darwin' ? 'brew install ffmpeg' : 'sudo apt install ffmpeg'
    return [{ id: 'decoder', title: 'Opens recordings', ...(found ? { state: 'ok', detail: `${found.name} ${found.version}` } : { state: 'fail', detail: 'Nothing here opens recordings.', next }) }]
  }

/** An engine that is built in: its version and the device it computes on. */
export const checkEngine =
  (id: string, title: string, describe: (signal: AbortSignal) => Promise<EngineFacts>): MakeCheck =>
  async (signal) => {
    try {
      const { name, version, device } = await describe(signal)
      return [{ id, title, state: 'ok', detail: `${name} ${version} on ${device}` }]
    } catch (error) {
      const { message, next } = said(error)
      return [{ id, title, state: 'fail', detail: message, ...(next ? { next } : {}) }]
    }
  }

/** Which models are in use, and every file that looks like a model and is none. */
export const checkModels =
  (models: {
    readonly found: () => readonly ModelFile[]
    readonly picked: () => { readonly speech: ModelFile | null; readonly vad: ModelFile | null; readonly language: ModelFile | null }
    readonly folders: readonly string[]
  }): MakeCheck =>
  async () => {
    const { speech, vad, language } = models.picked()
    const where = models.folders[0] ?? 'the models folder'
    const one = (id: string, title: string, model: ModelFile | null, without: string): Check =>
      model ? { id, title, state: 'ok', detail: model.id } : { id, title, state: 'wait', detail: without, next: `Put one in ${where}; “freehold models” says which.` }
    return [
      one('model.speech', 'Speech model', speech, 'None yet: recordings wait. The samples use a demo model.'),
      one('model.vad', 'Speech finder', vad, 'None: loudness alone decides what is speech.'),
      one('model.language', 'Language model', language, 'None: notes are titled by their first words.'),
      ...models.found().flatMap(({ id, fault }): Check[] => (fault ? [{ id: `model.file.${id}`, title: `Model file ${id}`, state: 'wait', detail: fault, next: 'It is left alone. If it should be a model, fetch it again.' }] : [])),
    ]
  }

/** A folder that must be there and take files. */
export const checkFolder =
  (id: string, title: string, path: string, check: (signal: AbortSignal) => Promise<void>): MakeCheck =>
  async (signal) => {
    try {
      await check(signal)
      return [{ id, title, state: 'ok', detail: path }]
    } catch (error) {
      const { message, next } = said(error)
      return [{ id, title, state: 'fail', detail: message, ...(next ? { next } : {}) }]
    }
  }

/** The folders that are watched: a switch may say yes while reads fail, so each is read. */
export const checkWatched =
  (folders: () => readonly Pick<WatchedFolder, 'path' | 'kind'>[], test: (path: string) => Promise<WatchedFolder['state']>): MakeCheck =>
  async () =>
    Promise.all(
      folders().map(async ({ path, kind }): Promise<Check> => {
        const id = `folder.watch.${path}`
        const title = kind === 'voice-memos' ? 'Voice Memos' : 'Watched folder'
        switch (await test(path)) {
          case 'ok':
            return { id, title, state: 'ok', detail: path }
          case 'empty':
            return { id, title, state: 'ok', detail: `${path}, no recordings yet` }
          case 'missing':
            return { id, title, state: 'wait', detail: `${path} is not there.`, next: kind === 'voice-memos' ? 'Open Voice Memos once.' : 'It is watched as soon as it appears.' }
          case 'denied':
            return { id, title, state: 'fail', detail: `${path} cannot be read.`, next: kind === 'voice-memos' ? 'Turn on Freehold under Full Disk Access in System Settings.' : 'Allow your account to read it.' }
        }
      }),
    )

/** Mistakes in settings.yaml, where they stand. */
export const checkSettings =
  (path: string, problems: () => readonly SettingsProblem[]): MakeCheck =>
  async () => {
    const found = problems()
    if (found.length === 0) return [{ id: 'settings', title: 'Settings', state: 'ok', detail: path }]
    return found.map(({ message, line, column }, index) => ({ id: `settings.${index}`, title: 'Settings', state: 'fail', detail: line === null ? message : `Line ${line}, column ${column ?? 1}: ${message}`, next: `Mend it in ${path}; the last good settings are in force.` }))
  }

/** Where keys are kept, as it is now. Nothing needs a key until a destination was added, so a missing keychain is no fault. */
export const checkKeys =
  (state: (signal: AbortSignal) => Promise<StoreState>): MakeCheck =>
  async (signal) => {
    try {
      const { kind, words, next } = await state(signal)
      return [{ id: 'keychain', title: 'Keys', state: kind === 'none' ? 'wait' : 'ok', detail: words, ...(next ? { next } : {}) }]
    } catch (error) {
      signal.throwIfAborted()
      const { message, next } = said(error)
      return [{ id: 'keychain', title: 'Keys', state: 'wait', detail: message, ...(next ? { next } : {}) }]
    }
  }

const said = (error: unknown): { readonly message: string; readonly next: string | undefined } =>
  error instanceof AppError ? { message: error.message, next: error.next } : { message: error instanceof Error ? error.message : 'Something went wrong.', next: undefined }
