import { realpath, rm, unlink } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import { AppError } from '../../../contract/errors.ts'
import { furtherParts } from '../../core/lib/model-parts.ts'

/** Deletes a model file that truly lies in a folder of ours; one that a link leads to elsewhere stays. A link itself is taken away, and what it leads to stays. */
export const createRemoveModelFile =
  (folder: string) =>
  async (path: string): Promise<void> => {
    try {
      const [home, where] = await Promise.all([realpath(folder), realpath(dirname(path))])
      if (where !== home && !where.startsWith(home + sep)) {
        throw new AppError('OUTSIDE_FOLDER', 'This model is not in Freehold’s own folder, so it stays where it is.', { next: 'Remove its file yourself where you put it.' })
      }
      // The first part last: while it is there the model is seen, and can be removed again.
      for (const part of furtherParts(path)) await rm(part, { force: true })
      await unlink(path)
    } catch (error) {
      if (error instanceof AppError) throw error
      const code = (error as NodeJS.ErrnoException).code
      // Somebody was quicker: it is gone, as was wanted.
      if (code === 'ENOENT') return
      throw new AppError('NO_PERMISSION', 'The model’s file could not be removed.', { next: 'Look at who may write to its folder.', cause: error })
    }
  }
