import type { OpenAI as Client } from 'openai'
import type { Destination } from '../../../contract/privacy.ts'
import { createSdkCall, explained, NO_TIMEOUT_MS, PLACEHOLDER_KEY } from '../../core/lib/sdk-call.ts'
import type { SdkCall } from '../../core/lib/sdk-call.ts'
import type { PriceTable } from '../../core/lib/prices.ts'
import type { Clock, CloudModel, CloudRequest } from '../../core/ports/index.ts'
import { readAnswer } from './read-answer.ts'

const OWN_ADDRESS = 'https://api.openai.com/v1'
const OWN_HOST = 'api.openai.com'
const MAX_MODELS = 1000

export interface OpenAiCompatibleDeps {
  readonly prices: PriceTable
  readonly clock: Pick<Clock, 'sleep'>
}

/** OpenAI's chat completions, which Ollama, vLLM, llama.cpp and others speak too, by OpenAI's own SDK, loaded when it is first used: it takes 36 MB. */
export const createOpenAiCompatible = ({ prices, clock }: OpenAiCompatibleDeps): CloudModel => ({
  stream: (request, send) => {
    const { destination, model, signal } = request
    const answer = readAnswer(prices, hostOf(destination), model)
    const call = createSdkCall({ destination, model, send, signal, clock, usage: answer.usage, isWhole: answer.isWhole })
    return explained(call, async function* () {
      const client = await createClient(destination, call)
      try {
        const chunks = await client.chat.completions.create(toParams(request), { signal })
        for await (const chunk of chunks) yield* answer.read(chunk)
      } catch (error) {
        // After its reason to stop nothing of an answer is missing; some servers close without a proper end.
        if (signal.aborted || !answer.isWhole()) throw error
      }
      yield* answer.end(destination)
    })
  },

  listModels: async (destination, send, signal) => {
    const call = createSdkCall({ destination, model: null, send, signal, clock })
    try {
      const client = await createClient(destination, call)
      const names: string[] = []
      for await (const { id } of client.models.list({ signal })) {
        names.push(id)
        if (names.length === MAX_MODELS) break
      }
      return names
    } catch (error) {
      throw call.explain(error)
    }
  },
})

const toParams = ({ destination, model, messages, tools = [], maxTokens }: CloudRequest): Client.ChatCompletionCreateParamsStreaming => {
  const isOwn = hostOf(destination) === OWN_HOST
  return {
    model,
    messages: messages.map(({ role, text }) => ({ role, content: text })),
    stream: true,
    // Without it there is no usage. Its padding against who measures the sizes of an encrypted answer stays on.
    stream_options: { include_usage: true },
    // OpenAI's newer models refuse `max_tokens`; other servers may know nothing else, and `store` not at all.
    ...(isOwn ? { max_completion_tokens: maxTokens, store: false } : { max_tokens: maxTokens }),
    ...(tools.length > 0 ? { tools: tools.map(({ name, description, inputSchema }) => ({ type: 'function' as const, function: { name, description, parameters: { ...inputSchema } } })) } : {}),
  }
}

const createClient = async (destination: Destination, { fetch }: SdkCall): Promise<Client> => {
  const { default: OpenAI } = await import('openai')
  return new OpenAI({
    // Everything that it would otherwise take from the environment is said here.
    apiKey: PLACEHOLDER_KEY,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: baseOf(destination),
    // It would print an event that it cannot read, content and all.
    logLevel: 'off',
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
    fetch,
  })
}

// `http://nas:11434` is what people know of their server; the API stands below `/v1`.
const baseOf = ({ url = OWN_ADDRESS }: Destination): string => {
  const { origin, pathname } = new URL(url)
  return pathname === '/' ? `${origin}/v1` : url.replace(/\/+$/, '')
}
const hostOf = (destination: Destination): string => new URL(baseOf(destination)).hostname
