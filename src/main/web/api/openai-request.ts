import type { ApiModel, LlmCallOptions, LlmTool, LlmTurn, LocalApiWork } from '../../core/ports/index.ts'
import { AppError } from '../../../contract/errors.ts'
import type { Sampling } from '../../../contract/settings.ts'
import { badParam } from './openai-error.ts'

interface AskedSampling {
  readonly temperature?: number | null | undefined
  readonly top_p?: number | null | undefined
  readonly top_k?: number | null | undefined
  readonly min_p?: number | null | undefined
  readonly repeat_penalty?: number | null | undefined
  readonly seed?: number | null | undefined
}

/** How the next word is chosen, of what was asked; what was left out stays as the person set it. */
export const samplingOf = ({ temperature, top_p: topP, top_k: topK, min_p: minP, repeat_penalty: repeatPenalty, seed }: AskedSampling): Sampling => ({
  ...(isSaid(temperature) && { temperature }),
  // The likeliest word alone is still one word.
  ...(isSaid(topP) && { topP: Math.max(topP, 1e-6) }),
  ...(isSaid(topK) && { topK }),
  ...(isSaid(minP) && { minP }),
  ...(isSaid(repeatPenalty) && { repeatPenalty }),
  // Apps may send any whole number; the same one gives the same seed.
  ...(isSaid(seed) && { seed: ((seed % SEEDS) + SEEDS) % SEEDS }),
})

const SEEDS = 4_294_967_296

/** What was asked of the model's memory. */
export const callOptionsOf = ({ num_ctx: contextTokens, keep_alive_minutes: keepAliveMinutes }: { readonly num_ctx?: number | null | undefined; readonly keep_alive_minutes?: number | null | undefined }): Pick<LlmCallOptions, 'contextTokens' | 'keepAliveMinutes'> => ({
  ...(isSaid(contextTokens) && { contextTokens }),
  ...(isSaid(keepAliveMinutes) && { keepAliveMinutes }),
})

/** Where an answer is to end. */
export const stopsOf = (stop: string | readonly string[] | null | undefined): readonly string[] | undefined => {
  const stops = (typeof stop === 'string' ? [stop] : (stop ?? [])).filter((words) => words !== '')
  return stops.length === 0 ? undefined : stops
}

/** Undefined for as many as there is room for. */
export const maxTokensOf = (asked: number | null | undefined): number | undefined => (isSaid(asked) && asked !== -1 ? asked : undefined)

export type Content = string | readonly { readonly type: string; readonly text?: string | undefined }[]

const TEXT_PARTS: ReadonlySet<string> = new Set(['text', 'input_text', 'output_text', 'refusal', 'reasoning_text', 'summary_text'])

/** The text of a message; what is not text is refused, for no model here sees or hears it. */
export const textOf = (content: Content | null | undefined, param: string): string => {
  if (typeof content === 'string') return content
  return (content ?? [])
    .map(({ type, text, ...part }, index) => {
      if (!TEXT_PARTS.has(type)) throw badParam(`${param}.${index}.type`, `Models are given text here: a part of type '${type.slice(0, 40)}' cannot be read.`, 'unsupported_value')
      const said = text ?? ('refusal' in part && typeof part.refusal === 'string' ? part.refusal : null)
      if (said === null) throw badParam(`${param}.${index}.text`, 'A part of type text has to have a text.')
      return said
    })
    .join('')
}

export interface AskedCall {
  readonly callId: string
  readonly name: string
  readonly input: unknown
}

/** What a call was given, as its JSON says. */
export const inputOf = (json: string, param: string): unknown => {
  if (json.trim() === '') return {}
  try {
    return JSON.parse(json)
  } catch {
    throw badParam(param, `Invalid value for '${param}': is to be JSON, as text.`)
  }
}

/** Puts the results of calls in the order of the calls; each call has to have one, and each result a call. */
export const resultsOf = (calls: readonly AskedCall[], results: ReadonlyMap<string, string>, param: string): readonly LlmTurn[] =>
  calls.map(({ callId, name }) => {
    const text = results.get(callId)
    if (text === undefined) throw badParam(param, `The call '${callId.slice(0, 80)}' has no result: each has to be followed by one.`)
    return { role: 'tool', name, text }
  })

type AskedChoice = 'none' | 'auto' | 'required' | { readonly name: string } | null | undefined

/** Which tools the model may call, and whether it has to. One whose answer is bound says it, and calls nothing. */
export const toolsOf = (tools: readonly LlmTool[], choice: AskedChoice, isBound: boolean): { readonly tools?: readonly LlmTool[]; readonly toolChoice?: Exclude<AskedChoice, null> } => {
  const twice = tools.find(({ name }, index) => tools.findIndex((other) => other.name === name) !== index)
  if (twice !== undefined) throw badParam('tools', `Two tools have the name '${twice.name}'.`)
  if (typeof choice === 'object' && choice !== null && !tools.some(({ name }) => name === choice.name)) throw badParam('tool_choice', `There is no tool '${choice.name.slice(0, 128)}' to call.`)
  if (tools.length === 0) {
    if (choice === 'required') throw badParam('tool_choice', 'There is no tool to call.')
    return {}
  }
  if (isBound && choice !== 'none') throw badParam('tools', 'An answer that is bound to JSON calls nothing here: leave out the tools or the format, or set tool_choice to none.', 'unsupported_value')
  return { tools, ...(isSaid(choice) && { toolChoice: choice }) }
}

/** A tool as the model is told of it. */
export const toolOf = ({ name, description, parameters }: { readonly name: string; readonly description?: string | null | undefined; readonly parameters?: Readonly<Record<string, unknown>> | null | undefined }): LlmTool => ({
  name,
  description: description ?? '',
  inputSchema: parameters ?? { type: 'object', properties: {} },
})

type AskedFormat = { readonly type: 'text' | 'json_object' } | { readonly type: 'json_schema'; readonly schema: Readonly<Record<string, unknown>> } | null | undefined

/** What the answer is bound to; undefined for free text. */
export const schemaOf = (format: AskedFormat): Readonly<Record<string, unknown>> | undefined => {
  if (format?.type === 'json_schema') return format.schema
  return format?.type === 'json_object' ? { type: 'object', additionalProperties: true } : undefined
}

const PURPOSES = {
  chat: { kinds: ['language', 'elsewhere'], words: 'write' },
  embed: { kinds: ['embedding', 'language'], words: 'turn text into numbers' },
  transcribe: { kinds: ['whisper', 'parakeet'], words: 'write speech down' },
} as const satisfies Record<string, { readonly kinds: readonly ApiModel['kind'][]; readonly words: string }>

export type Purpose = keyof typeof PURPOSES

const canDo = ({ kind }: ApiModel, purpose: Purpose): boolean => PURPOSES[purpose].kinds.some((known) => known === kind)

/** The names of the models that can do what is asked. */
export const modelsFor = (work: Pick<LocalApiWork, 'models'>, purpose: Purpose): readonly string[] => work.models().filter((model) => canDo(model, purpose)).map(({ id }) => id)

/** The model of a name, if it can do what is asked; else a 404 with the names that can. */
export const modelFor = (work: Pick<LocalApiWork, 'models' | 'findModel'>, asked: string, purpose: Purpose): ApiModel => {
  const { words } = PURPOSES[purpose]
  const found = asked === '' ? null : work.findModel(asked)
  if (found !== null && canDo(found, purpose)) return found
  const names = modelsFor(work, purpose)
  const there = names.length === 0 ? `There is none on this machine that can ${words}.` : `There is: ${names.join(', ')}.`
  if (found !== null) throw badParam('model', `The model '${found.id}' cannot ${words}. ${there}`, 'unsupported_value')
  const missing = asked === '' ? 'No model was named.' : `There is no model '${asked.slice(0, 200)}' here.`
  throw new AppError('NOT_FOUND', `${missing} ${there}`, { cause: { param: 'model', code: 'model_not_found' } })
}

const isSaid = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined
