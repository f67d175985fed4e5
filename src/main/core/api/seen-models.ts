import { createHash } from 'node:crypto'
import { AppError } from '../../../contract/errors.ts'
import type { ModelFile } from '../../../contract/models.ts'
import type { ApiModel } from '../ports/index.ts'
import type { LocalApiDeps } from './deps.ts'

/** What an app names: a file here, or a model of a server that a rule lets apps use. */
export type Named = { readonly type: 'here'; readonly model: ModelFile } | { readonly type: 'elsewhere'; readonly destination: string; readonly model: string | undefined }

export interface SeenModels {
  list(): readonly ApiModel[]
  find(idOrPath: string): ApiModel | null
  /** Throws NOT_FOUND. */
  resolve(idOrPath: string): Named
}

type Deps = Pick<LocalApiDeps, 'models' | 'engines' | 'inUse' | 'catalogue' | 'readShape' | 'fileTimeMs' | 'destinations' | 'llm' | 'clock'>

/** The models as apps see them: files that can be used, those in use first, and servers only where policy lets an app's words go there. */
export const createSeenModels = (deps: Deps): SeenModels => {
  const files = (): readonly ModelFile[] => {
    const inUse = deps.inUse()
    const rank = ({ id }: ModelFile): number => (inUse.includes(id) ? inUse.indexOf(id) : inUse.length)
    return deps.models
      .found()
      .filter(({ id, kind, fault, demo }) => fault === null && kind !== 'vad' && (!demo || inUse.includes(id)))
      .toSorted((a, b) => rank(a) - rank(b))
  }
  // A path leads to nothing but what is listed: an app could otherwise have any file of this machine read.
  const findFile = (idOrPath: string): ModelFile | null => files().find(({ id, path }) => id === idOrPath || path === idOrPath) ?? null
  const findElsewhere = (id: string): Extract<Named, { type: 'elsewhere' }> | null => {
    const [name = '', ...rest] = id.split('/')
    const destination = deps.destinations().find((each) => each.name.toLowerCase() === name.toLowerCase())
    if (destination === undefined) return null
    const model = rest.join('/')
    return model === '' && destination.model === null ? null : { type: 'elsewhere', destination: destination.name, model: model === '' ? undefined : model }
  }
  const list = (): readonly ApiModel[] => [
    ...files().map((file) => toApiModel(deps, file)),
    ...deps.destinations().flatMap(({ name, model }) => (model === null ? [] : [elsewhere(`${name}/${model}`)])),
  ]

  return {
    list,
    find: (idOrPath) => {
      const file = findFile(idOrPath)
      if (file !== null) return toApiModel(deps, file)
      return findElsewhere(idOrPath) === null ? null : elsewhere(idOrPath)
    },
    resolve: (idOrPath) => {
      const file = findFile(idOrPath)
      const named: Named | null = file === null ? findElsewhere(idOrPath) : { type: 'here', model: file }
      if (named !== null) return named
      const names = list().map(({ id }) => id)
      throw new AppError('NOT_FOUND', `No model here is named “${idOrPath.slice(0, 200)}”.`, { next: names.length === 0 ? 'There is none yet: fetch one on the Models page.' : `There ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, 20).join(', ')}.` })
    },
  }
}

const toApiModel = ({ engines, catalogue, readShape, fileTimeMs, llm, clock }: Deps, file: ModelFile): ApiModel => {
  const { id, kind, path, sizeBytes } = file
  const shape = readShape(path)
  const modifiedMs = Math.round(fileTimeMs(path))
  const known = catalogue().find((each) => each.sizeBytes === sizeBytes && path.endsWith(`/${each.fileName}`))
  const running = engines.states().find((engine) => engine.path === path)
  const contextTokens = kind === 'language' ? llm.facts(file).contextTokens : null
  return {
    id,
    kind,
    sizeBytes,
    modifiedMs,
    digest: known?.sha256 ?? sha256([path, sizeBytes, modifiedMs].join('\0')),
    contextTokens: running?.contextTokens ?? contextTokens,
    trainTokens: shape?.trainTokens ?? null,
    family: shape?.architecture ?? kind,
    parameters: shape?.parameters ?? null,
    quantisation: shape?.quantisation ?? null,
    chatTemplate: shape?.chatTemplate ?? null,
    licence: known?.licence ?? null,
    running: running === undefined ? null : { memoryBytes: running.memoryBytes, expiresMs: running.leavesInSeconds === null ? null : clock.now() + running.leavesInSeconds * 1000 },
  }
}

const elsewhere = (id: string): ApiModel => ({
  id,
  kind: 'elsewhere',
  sizeBytes: 0,
  modifiedMs: 0,
  digest: sha256(id),
  contextTokens: null,
  trainTokens: null,
  family: 'elsewhere',
  parameters: null,
  quantisation: null,
  chatTemplate: null,
  licence: null,
  running: null,
})

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
