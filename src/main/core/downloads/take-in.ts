import { basename } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import type { DownloadsDeps } from './deps.ts'
import type { Downloads } from './downloads.ts'
import { safeFileName } from './file-name.ts'
import { isHere, noModel, noRoom, noRoomToTakeIn } from './words.ts'

/** Takes in models that are files already: each is written aside, looked at, and only then put among the models. */
export const createTakeIn = ({ store, inspect, newId, onArrived }: Pick<DownloadsDeps, 'store' | 'inspect' | 'newId' | 'onArrived'>): Pick<Downloads, 'addFile' | 'receive'> => {
  const takeIn = async (fileName: string, signal: AbortSignal, write: (id: string) => Promise<void>): Promise<{ readonly path: string }> => {
    const id = newId()
    try {
      await write(id)
      signal.throwIfAborted()
      const found = inspect(store.pathOf(id, fileName))
      if (found === null || found.fault !== null) throw noModel(found?.fault ?? 'This file is no model that Freehold can open.')
      if ((await store.isTaken(fileName)) && (await store.isSame(id, fileName))) throw isHere(fileName)
      const path = await store.moveIn(id, fileName)
      await onArrived().catch(() => undefined)
      return { path }
    } catch (error) {
      throw error instanceof AppError && error.code === 'DISK_FULL' ? noRoomToTakeIn() : error
    } finally {
      await store.remove(id)
    }
  }

  return {
    addFile: (path, signal) => {
      const fileName = safeFileName(basename(path))
      return takeIn(fileName, signal, (id) => store.copyIn(id, fileName, path))
    },
    receive: ({ name, sizeBytes, body, signal }) => {
      const fileName = safeFileName(name)
      return takeIn(fileName, signal, async (id) => {
        const freeBytes = await store.freeBytes()
        if (sizeBytes !== null && freeBytes !== null && sizeBytes > freeBytes) throw noRoom(sizeBytes, freeBytes)
        const part = await store.open(id, fileName)
        try {
          let at = 0
          for await (const piece of body) {
            signal.throwIfAborted()
            await part.write([piece], at)
            at += piece.byteLength
          }
          if (sizeBytes !== null && at !== sizeBytes) throw new AppError('WRONG_FILE', 'The file did not arrive whole, so it was not taken in.', { next: 'Add it again.' })
          await part.sync()
        } finally {
          await part.close()
        }
      })
    },
  }
}
