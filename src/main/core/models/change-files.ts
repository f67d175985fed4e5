import { AppError } from '../../../contract/errors.ts'
import type { ModelFile } from '../../../contract/models.ts'
import type { Engines } from '../ports/index.ts'

export interface ChangeFilesDeps {
  readonly findModel: (idOrPath: string) => ModelFile | null
  readonly engines: Pick<Engines, 'states' | 'unload'>
  readonly isOurs: (path: string) => boolean
  readonly removeFile: (path: string) => Promise<void>
  /** Reads the folders again. */
  readonly refresh: () => Promise<void>
}

/** Takes models out of memory, and files out of our folder. */
export const createChangeFiles = ({ findModel, engines, isOurs, removeFile, refresh }: ChangeFilesDeps) => {
  const found = (id: string): ModelFile => {
    const model = findModel(id)
    if (model === null) throw new AppError('NOT_FOUND', 'There is no model of that name here.')
    return model
  }

  const isRunning = (path: string): boolean => engines.states().some((state) => state.path === path)

  const end = async (model: ModelFile): Promise<void> => {
    const atWork = (): AppError => new AppError('CONFLICT', `The model “${model.id}” is at work.`, { next: 'Try again when it is done.' })
    if (engines.states().some(({ path, busy }) => path === model.path && busy)) throw atWork()
    // Between the look and the end somebody may have come.
    if (isRunning(model.path) && !(await engines.unload(model.path)) && isRunning(model.path)) throw atWork()
  }

  return {
    unload: async (id: string): Promise<void> => end(found(id)),
    remove: async (id: string): Promise<void> => {
      const model = found(id)
      if (model.demo || !isOurs(model.path)) {
        throw new AppError('OUTSIDE_FOLDER', 'This model is not in Freehold’s own folder, so it stays where it is.', { next: 'Remove its file yourself where you put it.' })
      }
      await end(model)
      await removeFile(model.path)
      await refresh()
    },
  }
}
