import { AppError } from '../../../contract/errors.ts'
import { chat } from './ollama-chat.ts'
import { embed, embedOne } from './ollama-embed.ts'
import { generate } from './ollama-generate.ts'
import { deleteModel, greet, listModels, listRunning, showModel, tellVersion } from './ollama-models.ts'
import { pull } from './ollama-pull.ts'
import { ollamaRoute as route } from './ollama-route.ts'
import type { ApiRoute } from './route.ts'

const reading = (path: string, handle: ApiRoute['handle']): readonly ApiRoute[] => [route('GET', path, handle), route('HEAD', path, handle)]

const refusing = (words: string): ApiRoute['handle'] => async () => {
  throw new AppError('UNSUPPORTED', words)
}
const MAKES_NONE = refusing('Models are not made or renamed here: Freehold uses the files as they are. Put a GGUF file into the folder of the models, or drop it onto the Models page.')
const SENDS_NONE = refusing('Freehold publishes no models: nothing leaves this machine that way.')

/** What Ollama's clients ask for. */
export const ollamaRoutes: readonly ApiRoute[] = [
  ...reading('/', greet),
  ...reading('/api/version', tellVersion),
  ...reading('/api/tags', listModels),
  ...reading('/api/ps', listRunning),
  route('POST', '/api/show', showModel),
  route('POST', '/api/pull', pull),
  route('DELETE', '/api/delete', deleteModel),
  route('POST', '/api/generate', generate),
  route('POST', '/api/chat', chat),
  route('POST', '/api/embed', embed),
  route('POST', '/api/embeddings', embedOne),
  route('POST', '/api/create', MAKES_NONE),
  route('POST', '/api/copy', MAKES_NONE),
  route('POST', '/api/push', SENDS_NONE),
  route('POST', '/api/blobs/:digest', MAKES_NONE),
  route('HEAD', '/api/blobs/:digest', MAKES_NONE),
]
