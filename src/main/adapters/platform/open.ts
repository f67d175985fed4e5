import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '../../../contract/errors.ts'

const run = promisify(execFile)

/** Opens a file with the program the person uses for it. Rejects FILE_GONE, or UNSUPPORTED with the path to open by hand. */
export const openWithSystem = async (path: string, platform: NodeJS.Platform, signal: AbortSignal): Promise<void> => {
  await open(path, platform === 'darwin' ? ['open', path] : ['xdg-open', path], signal)
}

/** Opens the page in the person's browser. Rejects UNSUPPORTED where nothing opens addresses. */
export const openAddress = async (address: string, platform: NodeJS.Platform, signal: AbortSignal): Promise<void> => {
  if (!address.startsWith('http://127.0.0.1:')) throw new AppError('BAD_REQUEST', 'Only an address of this machine can be opened.')
  await run(platform === 'darwin' ? 'open' : 'xdg-open', [address], { signal, timeout: 10_000 }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new AppError('UNSUPPORTED', 'No browser on this computer opens by itself.', { next: 'Open the address by hand.', cause })
  })
}

/** Shows a file in Finder, or its folder in the file manager. Rejects like `openWithSystem`. */
export const revealInFileManager = async (path: string, platform: NodeJS.Platform, signal: AbortSignal): Promise<void> => {
  await open(path, platform === 'darwin' ? ['open', '-R', path] : ['xdg-open', dirname(path)], signal)
}

const open = async (path: string, [program, ...args]: readonly [string, ...string[]], signal: AbortSignal): Promise<void> => {
  // An absolute path only: a name that begins with a dash would be read as an option.
  if (!path.startsWith('/')) throw new AppError('BAD_REQUEST', 'Only a full path can be opened.')
  await access(path).catch((cause: unknown) => {
    throw new AppError('FILE_GONE', `${path} is not there any more.`, { cause })
  })
  await run(program, args, { signal, timeout: 10_000 }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new AppError('UNSUPPORTED', `Nothing on this computer opens ${path} by itself.`, { next: 'Open it by hand: the path is above.', cause })
  })
}
