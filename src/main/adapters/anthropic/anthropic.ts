import type { Anthropic as Client } from '@anthropic-ai/sdk'
import type { Destination } from '../../../contract/privacy.ts'
import { createSdkCall, explained, NO_TIMEOUT_MS, PLACEHOLDER_KEY } from '../../core/lib/sdk-call.ts'
import type { SdkCall } from '../../core/lib/sdk-call.ts'
import type { PriceTable } from '../../core/lib/prices.ts'
import type { Clock, CloudModel } from '../../core/ports/index.ts'
import { readAnswer } from './read-answer.ts'
import { toParams } from './to-params.ts'

const OWN_ADDRESS = 'https://api.anthropic.com'
const MAX_MODELS = 1000

export interface AnthropicDeps {
  readonly prices: PriceTable
  readonly clock: Pick<Clock, 'sleep'>
}

/** Anthropic's Messages API, by Anthropic's own SDK, which is loaded when it is first used: it takes 27 MB. */
export const createAnthropic = ({ prices, clock }: AnthropicDeps): CloudModel => ({
  stream: (request, send) => {
    const { destination, model, signal } = request
    const answer = readAnswer(prices, hostOf(destination), model)
    const call = createSdkCall({ destination, model, send, signal, clock, usage: answer.usage, isWhole: answer.isWhole })
    return explained(call, async function* () {
      const client = await createClient(destination, call)
      try {
        const events = await client.messages.create({ ...toParams(request), stream: true }, { signal })
        for await (const event of events) yield* answer.read(event)
      } catch (error) {
        // After its reason to stop nothing of an answer is missing.
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
      for await (const { id } of client.models.list({ limit: MAX_MODELS }, { signal })) {
        names.push(id)
        if (names.length === MAX_MODELS) break
      }
      return names
    } catch (error) {
      throw call.explain(error)
    }
  },
})

const createClient = async (destination: Destination, { fetch }: SdkCall): Promise<Client> => {
  const { default: Anthropic } = await import('@anthropic-ai/sdk')
  return new Anthropic({
    // Everything that it would otherwise take from the environment or from a profile on disk is said here.
    apiKey: PLACEHOLDER_KEY,
    webhookKey: null,
    baseURL: baseOf(destination),
    openTelemetry: false,
    // It would print an event that it cannot read, content and all.
    logLevel: 'off',
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
    fetch,
  })
}

// The SDK adds `/v1` by itself.
const baseOf = ({ url = OWN_ADDRESS }: Destination): string => url.replace(/\/+$/, '').replace(/\/v1$/, '')
const hostOf = (destination: Destination): string => new URL(baseOf(destination)).hostname
