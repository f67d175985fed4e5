import { createHash } from 'node:crypto'
import { delimiter, join, resolve } from 'node:path'

/** A Unix socket's path may hold 104 bytes on macOS and 108 on Linux, with its closing zero. */
const MAX_SOCKET_PATH_BYTES = 100

export interface PlatformPaths {
  readonly homeFolder: string
  readonly stateFolder: string
  readonly vaultFolder: string
  /** Where models are looked for, first wins: the person's folders, then the state folder's own. */
  readonly modelFolders: readonly string[]
  /** The one that is Freehold's: models come into it, and are removed from it alone. */
  readonly ownModelsFolder: string
  readonly settingsFile: string
  readonly logFile: string
  readonly socketPath: string
  /** In the temporary folder, to be claimed before the socket is made, and checked before it is spoken to: set when the state folder's own path is too long for one. */
  readonly socketFolder: string | null
  /** The Voice Memos library; null where the system has none. */
  readonly voiceMemosFolder: string | null
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Where what ships beside the code stands. In a package the code is in `app.asar`, and native code opens no file inside an
 * archive: there models and samples lie next to it (electron-builder's `extraResources`).
 */
export const outsideArchive = (path: string): string => path.replace(/[/\\]app\.asar(?=[/\\])/, '')

/** Where everything stands on this machine, by its environment; touches nothing. */
export const platformPaths = (env: Environment, platform: NodeJS.Platform, home: string, temporaryFolder: string): PlatformPaths => {
  const absolute = (path: string): string => resolve(expandHome(path, home))
  const stateFolder = absolute(given(env['FREEHOLD_HOME']) ?? defaultStateFolder(env, platform, home))
  const beside = join(stateFolder, 'host.sock')
  const tooLong = Buffer.byteLength(beside) > MAX_SOCKET_PATH_BYTES
  const socketFolder = tooLong ? join(temporaryFolder, `freehold-${createHash('sha256').update(stateFolder).digest('hex').slice(0, 16)}`) : null
  return {
    homeFolder: home,
    stateFolder,
    vaultFolder: absolute(given(env['FREEHOLD_VAULT']) ?? join(home, 'Freehold')),
    ownModelsFolder: join(stateFolder, 'models'),
    modelFolders: [...new Set([...folderList(env['FREEHOLD_MODELS']).map(absolute), join(stateFolder, 'models')])],
    settingsFile: join(stateFolder, 'settings.yaml'),
    logFile: join(stateFolder, 'log', 'freehold.log'),
    socketPath: socketFolder === null ? beside : join(socketFolder, 'host.sock'),
    socketFolder,
    voiceMemosFolder: platform === 'darwin' ? join(home, 'Library/Group Containers/group.com.apple.VoiceMemos.shared/Recordings') : null,
  }
}

const defaultStateFolder = (env: Environment, platform: NodeJS.Platform, home: string): string =>
  platform === 'darwin' ? join(home, 'Library/Application Support/Freehold') : join(xdgStateFolder(env, home), 'freehold')

// The XDG rules say that a relative path there is to be ignored.
const xdgStateFolder = (env: Environment, home: string): string => {
  const folder = given(env['XDG_STATE_HOME'])
  return folder?.startsWith('/') ? folder : join(home, '.local/state')
}

const expandHome = (path: string, home: string): string => (path === '~' ? home : path.startsWith('~/') ? join(home, path.slice(2)) : path)

const given = (value: string | undefined): string | undefined => (value === undefined || value.trim() === '' ? undefined : value)

const folderList = (value: string | undefined): readonly string[] => (value ?? '').split(delimiter).filter((folder) => folder.trim() !== '')
