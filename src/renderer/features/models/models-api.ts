import type { Api } from '../../client.ts'

/** What this feature asks of the host; taken once, for the client makes each procedure anew whenever it is named. */
export const createModelsApi = ({ models, credentials }: Api) => ({
  state: models.state,
  changes: models.changes,
  lookUp: models.lookUp,
  pull: models.pull,
  pause: models.pause,
  resume: models.resume,
  cancel: models.cancel,
  addFile: models.addFile,
  remove: models.remove,
  unload: models.unload,
  bench: models.bench,
  setCredential: credentials.set,
})

export type ModelsApi = ReturnType<typeof createModelsApi>
