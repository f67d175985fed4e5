import type { Anthropic } from '@anthropic-ai/sdk'
import type { Destination } from '../../../contract/privacy.ts'
import { priceUsd } from '../../core/lib/prices.ts'
import type { PriceTable } from '../../core/lib/prices.ts'
import { cutOff, unreadable } from '../../core/lib/provider-failures.ts'
import type { CloudEvent, SendOptions } from '../../core/ports/index.ts'

interface ToolCall {
  readonly id: string
  readonly name: string
  json: string
}

/** Follows one streamed answer: events in, ours out, and what it cost so far. */
export const readAnswer = (prices: PriceTable, host: string, model: string) => {
  const tools = new Map<number, ToolCall>()
  let counts: { input: number; cached: number; cacheWrite: number; output: number } | null = null
  let stopReason: string | null = null
  let brokenTool = false

  const count = (usage: { readonly input_tokens: number | null; readonly output_tokens: number; readonly cache_read_input_tokens?: number | null; readonly cache_creation_input_tokens?: number | null }): void => {
    // Cumulative; what a later event leaves out holds as it was.
    counts = {
      input: usage.input_tokens ?? counts?.input ?? 0,
      cached: usage.cache_read_input_tokens ?? counts?.cached ?? 0,
      cacheWrite: usage.cache_creation_input_tokens ?? counts?.cacheWrite ?? 0,
      output: usage.output_tokens,
    }
  }
  const usage = (): ReturnType<NonNullable<SendOptions['usage']>> =>
    counts && { tokensIn: counts.input + counts.cached + counts.cacheWrite, tokensOut: counts.output, priceUsd: priceUsd(prices, host, model, counts) }

  return {
    usage,
    /** It said why it stopped. */
    isWhole: () => stopReason !== null,

    *read(event: Anthropic.RawMessageStreamEvent): Generator<CloudEvent, void, void> {
      switch (event.type) {
        case 'message_start':
          count(event.message.usage)
          return
        case 'content_block_start':
          if (event.content_block.type === 'tool_use') tools.set(event.index, { id: event.content_block.id, name: event.content_block.name, json: '' })
          else if (event.content_block.type === 'text' && event.content_block.text !== '') yield { type: 'delta', text: event.content_block.text }
          return
        case 'content_block_delta': {
          const { delta } = event
          const tool = tools.get(event.index)
          if (delta.type === 'text_delta') yield { type: 'delta', text: delta.text }
          else if (delta.type === 'thinking_delta' && delta.thinking !== '') yield { type: 'thinking', text: delta.thinking }
          else if (delta.type === 'input_json_delta' && tool && delta.partial_json !== '') {
            tool.json += delta.partial_json
            yield { type: 'tool-delta', id: tool.id, name: tool.name, json: delta.partial_json }
          }
          return
        }
        case 'content_block_stop': {
          const tool = tools.get(event.index)
          if (!tool) return
          const input = parsed(tool.json || '{}')
          if (input === undefined) brokenTool = true
          else yield { type: 'tool', id: tool.id, name: tool.name, input }
          return
        }
        case 'message_delta':
          count(event.usage)
          stopReason = event.delta.stop_reason ?? stopReason
          return
        // `message_stop`, and what may be added to the API.
        default:
          return
      }
    },

    /** After the last event: what it cost and why it stopped; throws AppError CUT_OFF where it did not say why. */
    *end(destination: Destination): Generator<CloudEvent, void, void> {
      if (stopReason === null) throw cutOff(destination)
      // An answer that ran into its limit may end in half a call.
      if (brokenTool && stopReason !== 'max_tokens') throw unreadable(destination)
      const told = usage()
      if (told && counts) yield { type: 'usage', ...told, cachedTokensIn: counts.cached }
      yield { type: 'done', stopReason }
    },
  }
}

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json) as unknown
  } catch {
    return undefined
  }
}
