import { AppError } from '../../../contract/errors.ts'
import type { Fit, LookedUpModel, ModelFile } from '../../../contract/models.ts'
import type { Downloads } from '../downloads/index.ts'
import { fileNameOf } from './catalogue.ts'
import type { Weigh, WeighDeps } from './weigh.ts'

export interface LookUpDeps extends Pick<WeighDeps, 'catalogue' | 'found'> {
  readonly lookUpThere: Downloads['lookUp']
  readonly findModel: (idOrPath: string) => ModelFile | null
  readonly weigh: Weigh
}

/** Whether a model fits that is here, is offered, or is only heard of. */
export const createLookUp = ({ lookUpThere, findModel, found, catalogue, weigh }: LookUpDeps) => {
  const fitOf = (fileName: string, sizeBytes: number | null, here: ModelFile | undefined): Fit | null => {
    if (here) return weigh.fitOfFile(here)
    const kind = catalogue().find((entry) => entry.fileName === fileName)?.kind ?? (fileName.endsWith('.bin') ? 'whisper' : 'language')
    return sizeBytes === null ? null : weigh.fitOfSize({ kind, sizeBytes })
  }

  const lookUp = async (ref: string, signal: AbortSignal): Promise<readonly LookedUpModel[]> =>
    (await lookUpThere(ref, signal)).map((model) => {
      const { name, fileName, sizeBytes, sha256, licence, wantsCredential } = model
      const here = found().find(({ path, fault }) => fault === null && fileNameOf(path) === fileName)
      return { ref: model.ref, name, fileName, sizeBytes, sha256, licence, wantsCredential, fit: fitOf(fileName, sizeBytes, here), installed: here?.id ?? null }
    })

  const fit = async (ref: string, contextTokens: number | undefined, signal: AbortSignal): Promise<Fit> => {
    const file = findModel(ref)
    if (file !== null) return weigh.fitOfFile(file, contextTokens)
    const entry = catalogue().find(({ id }) => id === ref)
    if (entry) return weigh.fitOfEntry(entry, contextTokens)
    const [first, ...others] = await lookUp(ref, signal)
    if (first === undefined) throw new AppError('NOT_FOUND', 'There is no model of that name, here or there.')
    if (others.length > 0) throw new AppError('BAD_REQUEST', 'There are several models at that place.', { next: 'Name one of its files.' })
    if (first.fit === null) throw new AppError('UNSUPPORTED', 'The source does not tell how large the model is.')
    return first.fit
  }
  return { lookUp, fit }
}
