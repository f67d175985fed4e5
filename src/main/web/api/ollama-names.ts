import { AppError } from '../../../contract/errors.ts'
import type { ApiModel, LocalApiWork } from '../../core/ports/index.ts'

/** What a model is asked to do. */
export type OllamaTask = 'chat' | 'generate' | 'embed'

/** Whether Ollama's clients have a use for it: they offer what is listed for chats and embeddings. */
export const isServed = ({ kind }: ApiModel): boolean => kind === 'language' || kind === 'embedding' || kind === 'elsewhere'

/** The model of a name as Ollama's clients write it. NOT_FOUND when there is none, also for names that are never local. */
export const findNamed = (work: Pick<LocalApiWork, 'findModel' | 'models'>, name: string): ApiModel => {
  refuseCloudName(name)
  const names = localNames(name)
  const found = names.map((candidate) => work.findModel(candidate)).find((model) => model !== null)
  if (found != null) return found
  // Ollama's names are the same in small letters and in large ones.
  const small = names.map((candidate) => candidate.toLowerCase())
  const alike = work.models().find(({ id }) => small.includes(id.toLowerCase()))
  if (alike === undefined) throw new AppError('NOT_FOUND', `model "${name}" not found`)
  return alike
}

/** The same for one that can do what is asked of it. */
export const findForTask = (work: Pick<LocalApiWork, 'findModel' | 'models'>, name: string, task: OllamaTask): ApiModel => {
  const model = findNamed(work, name)
  if (!isServed(model) || (task !== 'embed' && model.kind === 'embedding')) throw new AppError('BAD_REQUEST', `"${name}" does not support ${task}`)
  return model
}

/** What a name to be pulled stands for: an id of the catalogue, `hf:owner/repository/file`, or an address. */
export const toPullRef = (name: string): string => {
  refuseCloudName(name)
  const hub = readHubName(name)
  return hub === null ? withoutLatest(name) : `hf:${hub.owner}/${hub.repository}/${fileStem(hub)}.gguf`
}

// Peers show names that end so beside those of this machine, and send what is asked of them away.
const refuseCloudName = (name: string): void => {
  if (/[-:]cloud$/i.test(name)) throw new AppError('NOT_FOUND', `model "${name}" not found. A name that ends in -cloud is never a model of this machine.`)
}

const withoutLatest = (name: string): string => name.replace(/:latest$/i, '')

const localNames = (name: string): readonly string[] => {
  const hub = readHubName(name)
  return [...new Set([name, withoutLatest(name), ...(hub === null ? [] : [fileStem(hub)])])]
}

interface HubName {
  readonly owner: string
  readonly repository: string
  readonly quantisation: string
}

// `hf.co/ggml-org/gemma-3-4b-it-GGUF:Q4_K_M`; without the last part Ollama takes Q4_K_M, too.
const readHubName = (name: string): HubName | null => {
  const match = /^(?:hf:|(?:https?:\/\/)?(?:hf\.co|huggingface\.co)\/)([\w.-]+)\/([\w.-]+)(?::([\w.-]+))?$/i.exec(name)
  if (match === null) return null
  const [, owner = '', repository = '', quantisation = ''] = match
  return { owner, repository, quantisation: /^(latest)?$/i.test(quantisation) ? 'Q4_K_M' : quantisation }
}

// How those who make such files name them: `gemma-3-4b-it-GGUF` holds `gemma-3-4b-it-Q4_K_M.gguf`.
const fileStem = ({ repository, quantisation }: HubName): string => (/\.gguf$/i.test(quantisation) ? quantisation.replace(/\.gguf$/i, '') : `${repository.replace(/[-_]gguf$/i, '')}-${quantisation}`)
