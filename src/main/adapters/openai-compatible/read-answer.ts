import type { OpenAI } from 'openai'
import type { Destination } from '../../../contract/privacy.ts'
import { priceUsd } from '../../core/lib/prices.ts'
import type { PriceTable } from '../../core/lib/prices.ts'
import { cutOff, unreadable } from '../../core/lib/provider-failures.ts'
import type { CloudEvent, SendOptions } from '../../core/ports/index.ts'

type Delta = OpenAI.ChatCompletionChunk.Choice.Delta

interface ToolCall {
  id: string
  name: string
  json: string
}

/** Follows one streamed answer: chunks in, events out, and what it cost so far. */
export const readAnswer = (prices: PriceTable, host: string, model: string) => {
  const tools = new Map<number, ToolCall>()
  let counts: OpenAI.CompletionUsage | null = null
  let stopReason: string | null = null

  const cachedTokens = (): number => counts?.prompt_tokens_details?.cached_tokens ?? 0
  const usage = (): ReturnType<NonNullable<SendOptions['usage']>> =>
    counts && {
      tokensIn: counts.prompt_tokens,
      tokensOut: counts.completion_tokens,
      priceUsd: priceUsd(prices, host, model, { input: counts.prompt_tokens - cachedTokens(), cached: cachedTokens(), cacheWrite: 0, output: counts.completion_tokens }),
    }

  const readTool = function* ({ index, id, function: named }: NonNullable<Delta['tool_calls']>[number], position: number): Generator<CloudEvent, void, void> {
    // Some servers send a call whole, and count none of them.
    const key = index ?? position
    const tool = tools.get(key) ?? { id: '', name: '', json: '' }
    tools.set(key, tool)
    tool.id ||= id ?? ''
    tool.name ||= named?.name ?? ''
    const json = named?.arguments ?? ''
    tool.json += json
    if (json !== '') yield { type: 'tool-delta', id: tool.id, name: tool.name, json }
  }

  return {
    usage,
    /** It said why it stopped: nothing but the usage may still come. */
    isWhole: () => stopReason !== null,

    *read({ choices, usage: told }: OpenAI.ChatCompletionChunk): Generator<CloudEvent, void, void> {
      counts = told ?? counts
      const choice = choices?.[0]
      if (!choice) return
      const { delta } = choice
      const thinking = thinkingOf(delta)
      if (thinking) yield { type: 'thinking', text: thinking }
      const text = delta?.content || delta?.refusal
      if (text) yield { type: 'delta', text }
      for (const [position, call] of (delta?.tool_calls ?? []).entries()) yield* readTool(call, position)
      stopReason = choice.finish_reason ?? stopReason
    },

    /** After the last chunk: its calls, what it cost and why it stopped; throws AppError CUT_OFF where it did not say why. */
    *end(destination: Destination): Generator<CloudEvent, void, void> {
      if (stopReason === null) throw cutOff(destination)
      for (const [key, { id, name, json }] of tools) {
        const input = parsed(json || '{}')
        // An answer that ran into its limit may end in half a call.
        if (input !== undefined) yield { type: 'tool', id: id || `call-${key}`, name, input }
        else if (stopReason !== 'length') throw unreadable(destination)
      }
      const told = usage()
      if (told) yield { type: 'usage', ...told, cachedTokensIn: cachedTokens() }
      yield { type: 'done', stopReason }
    },
  }
}

// Not OpenAI's own: `reasoning_content` is of DeepSeek, vLLM and llama.cpp, `reasoning` of Ollama and OpenRouter.
const thinkingOf = (delta: Delta | undefined): string => {
  const { reasoning_content: first, reasoning: second } = (delta ?? {}) as { readonly reasoning_content?: unknown; readonly reasoning?: unknown }
  return typeof first === 'string' ? first : typeof second === 'string' ? second : ''
}

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json) as unknown
  } catch {
    return undefined
  }
}
