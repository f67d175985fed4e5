import { constants } from 'node:fs'
import { lstat, mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { watch } from 'chokidar'
import { AppError } from '../../../contract/errors.ts'
import { parse } from './parse.ts'

const MAX_BYTES = 1_000_000
const DEBOUNCE_MS = 100

/** `settings.yaml` on disk: read whole, replaced in one step, watched through editors that replace it. */
export const createSettingsFile = (path: string) => {
  const read = async (signal: AbortSignal): Promise<string | null> => {
    try {
      const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
      try {
        const facts = await file.stat()
        if (!facts.isFile() || facts.size > MAX_BYTES) throw new AppError('SETTINGS_BROKEN', `${path} is not a settings file.`)
        return await readFile(file, { encoding: 'utf8', signal })
      } finally {
        await file.close()
      }
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }

  const replace = async (text: string, expected: string | null, signal: AbortSignal): Promise<void> => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    // A settings file kept elsewhere (dotfiles) is a link, and stays one.
    const target = await realpath(path).catch(() => path)
    const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
    const mode = await lstat(target).then(
      (facts) => facts.mode & 0o777,
      () => 0o600,
    )
    try {
      const file = await open(temporary, 'wx', mode)
      try {
        await file.writeFile(text, { signal })
        await file.sync()
      } finally {
        await file.close()
      }
      if ((await read(signal)) !== expected) throw new AppError('CONFLICT', 'The settings file was changed by something else just now; it stays as it is.', { next: 'Try again.' })
      await rename(temporary, target)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  }

  return {
    path,
    read,
    parse,
    replace,
    watch: (onChange: () => void) => {
      let timer: NodeJS.Timeout | undefined
      const soon = (): void => {
        clearTimeout(timer)
        timer = setTimeout(onChange, DEBOUNCE_MS)
      }
      // `atomic` joins the delete and the add of editors that write a new file over the old one.
      const watcher = watch(path, { ignoreInitial: true, atomic: DEBOUNCE_MS })
      watcher.on('all', soon)
      watcher.on('error', () => undefined)
      return {
        close: async () => {
          clearTimeout(timer)
          await watcher.close()
        },
      }
    },
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
