import type { Anthropic } from '@anthropic-ai/sdk'
import type { CloudRequest } from '../../core/ports/index.ts'

const CACHED = { type: 'ephemeral' } as const

/**
 * A request in Anthropic's words. What stays the same from turn to turn is marked for the provider's prompt cache: tools
 * and system text, which come first, and in a conversation all of it so far. A single question is not: writing to the
 * cache costs more than sending.
 */
export const toParams = ({ model, messages, tools = [], maxTokens }: CloudRequest): Omit<Anthropic.MessageCreateParamsStreaming, 'stream'> => {
  const system = messages.filter(({ role }) => role === 'system')
  const turns = messages.flatMap(({ role, text }) => (role === 'system' ? [] : [{ role, text }]))
  const isConversation = turns.some(({ role }) => role === 'assistant')
  return {
    model,
    max_tokens: maxTokens,
    ...(system.length > 0 ? { system: system.map(({ text }, index) => ({ type: 'text' as const, text, ...(index === system.length - 1 ? { cache_control: CACHED } : {}) })) } : {}),
    ...(tools.length > 0
      ? {
          tools: tools.map(({ name, description, inputSchema }, index) => ({
            name,
            description,
            input_schema: { type: 'object' as const, ...inputSchema },
            ...(system.length === 0 && index === tools.length - 1 ? { cache_control: CACHED } : {}),
          })),
        }
      : {}),
    messages: turns.map(({ role, text }, index) => ({ role, content: isConversation && index === turns.length - 1 ? [{ type: 'text' as const, text, cache_control: CACHED }] : text })),
  }
}
