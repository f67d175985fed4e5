import type { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import { OllamaNamedRequestSchema, type OllamaRunningSchema, type OllamaShownSchema, type OllamaTagsSchema, type OllamaVersionSchema } from '../../../contract/ollama.ts'
import type { ApiModel } from '../../core/ports/index.ts'
import { findNamed, isServed } from './ollama-names.ts'
import { answerValue, readBody } from './ollama-route.ts'
import type { ApiContext } from './route.ts'

// The release of Ollama whose API this is: clients ask for a newest one, and know ours for none.
const OLLAMA_VERSION = '0.12.6'
// What says that a model stays, in a place where only a date can stand.
const FAR_AHEAD_MS = 365 * 24 * 3_600_000

/** `/`: clients look whether somebody is there. */
export const greet = async ({ response }: ApiContext): Promise<void> => {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('Freehold is running')
}

export const tellVersion = async (context: ApiContext): Promise<void> =>
  answerValue(context, { version: OLLAMA_VERSION, freehold: context.version } satisfies z.infer<typeof OllamaVersionSchema>)

/** `/api/tags`: models that chat or embed. */
export const listModels = async (context: ApiContext): Promise<void> => {
  const models = context.work.models().filter(isServed).map((model) => ({
    ...toListed(model),
    modified_at: toDate(model.modifiedMs),
    // Whoever shows the list can see which of them are not on this machine.
    ...(model.kind === 'elsewhere' && { remote_host: model.id.split('/', 1)[0] ?? model.id, remote_model: model.id.slice(model.id.indexOf('/') + 1) }),
  }))
  answerValue(context, { models } satisfies z.infer<typeof OllamaTagsSchema>)
}

/** `/api/ps`: those in memory. */
export const listRunning = async (context: ApiContext): Promise<void> => {
  const models = context.work.models().flatMap((model) => {
    if (!isServed(model) || model.running === null) return []
    const { memoryBytes, expiresMs } = model.running
    return [{
      ...toListed(model),
      size: memoryBytes,
      expires_at: toDate(expiresMs ?? Date.now() + FAR_AHEAD_MS),
      // Apple's processors and graphics share one memory; elsewhere the engine works on the processor.
      size_vram: process.platform === 'darwin' && process.arch === 'arm64' ? memoryBytes : 0,
      ...(model.contextTokens !== null && { context_length: model.contextTokens }),
    }]
  })
  answerValue(context, { models } satisfies z.infer<typeof OllamaRunningSchema>)
}

/** `/api/show`: what is known of a model. */
export const showModel = async (context: ApiContext): Promise<void> => {
  const model = findNamed(context.work, await readName(context))
  const { family, trainTokens, contextTokens, licence, chatTemplate } = model
  const knownTokens = trainTokens ?? contextTokens
  answerValue(context, {
    license: licence ?? '',
    modelfile: `FROM ${model.id}\n`,
    parameters: contextTokens === null ? '' : `num_ctx ${contextTokens}`,
    template: chatTemplate ?? '',
    details: toDetails(model),
    model_info: { 'general.architecture': family, 'general.basename': model.id, ...(knownTokens !== null && { [`${family}.context_length`]: knownTokens }) },
    capabilities: toCapabilities(model),
    modified_at: toDate(model.modifiedMs),
  } satisfies z.infer<typeof OllamaShownSchema>)
}

/** `DELETE /api/delete`: removes a model's file, if it lies in a folder of ours. */
export const deleteModel = async (context: ApiContext): Promise<void> => {
  const { id } = findNamed(context.work, await readName(context))
  await context.work.remove(context.caller, id)
  context.response.writeHead(200, { 'content-length': 0 }).end()
}

const readName = async (context: ApiContext): Promise<string> => nameOf(await readBody(context, OllamaNamedRequestSchema))

/** The one model that a request names, in the new way or the old. */
export const nameOf = ({ model, name }: z.infer<typeof OllamaNamedRequestSchema>): string => {
  const named = model ?? name
  if (named == null) throw new AppError('BAD_REQUEST', 'model is required')
  return named
}

const toListed = (model: ApiModel) => ({ name: model.id, model: model.id, size: model.sizeBytes, digest: model.digest, details: toDetails(model) })

const toDetails = ({ kind, family, parameters, quantisation }: ApiModel) => ({
  parent_model: '',
  format: kind === 'elsewhere' ? '' : 'gguf',
  family,
  families: [family],
  parameter_size: parameters ?? '',
  quantization_level: quantisation ?? '',
})

// Its template tells what a model was made for; the engine lets any model call tools, and few that were not made for it do so well.
const toCapabilities = ({ kind, chatTemplate }: ApiModel): ('completion' | 'tools' | 'thinking' | 'embedding')[] => {
  if (kind === 'embedding') return ['embedding']
  if (kind === 'elsewhere') return ['completion', 'tools']
  if (kind !== 'language') return []
  return ['completion', ...(/\btools\b/.test(chatTemplate ?? '') ? (['tools'] as const) : []), ...(/think/i.test(chatTemplate ?? '') ? (['thinking'] as const) : [])]
}

// A date that is none, or none that can be written, would end the whole list.
const toDate = (ms: number): string => new Date(Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? ms : 0).toISOString()
