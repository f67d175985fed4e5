import type { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import type { OllamaMessageSchema, OllamaToolSchema } from '../../../contract/ollama.ts'
import type { LlmTool, LlmToolResult, LlmTurn } from '../../core/ports/index.ts'
import { refuseImages } from './ollama-options.ts'

type OllamaMessage = z.infer<typeof OllamaMessageSchema>

/** Ollama's messages as turns: results of tools stand in the order of their calls, which clients need not keep. */
export const toTurns = (messages: readonly OllamaMessage[]): readonly LlmTurn[] => {
  const turns: LlmTurn[] = []
  let open: { readonly names: readonly string[]; readonly at: number; readonly results: (LlmToolResult | null)[] } = { names: [], at: 0, results: [] }
  for (const message of messages) {
    refuseImages(message.images)
    const text = message.content ?? ''
    if (message.role === 'tool') {
      const place = open.names.findIndex((name, index) => open.results[index] === null && (message.tool_name == null || message.tool_name === '' || name === message.tool_name))
      const name = open.names[place]
      if (name === undefined) throw new AppError('BAD_REQUEST', 'A tool message stands after the message of the assistant that calls the tool, and names one that was called.')
      open.results[place] = { role: 'tool', name, text }
      turns.splice(open.at, turns.length - open.at, ...open.results.filter((result) => result !== null))
      continue
    }
    const calls = message.role === 'assistant' ? (message.tool_calls ?? []).map(({ function: { name, arguments: input } }) => ({ name, input: readInput(input) })) : []
    turns.push(message.role === 'assistant' && calls.length > 0 ? { role: 'assistant', text, calls } : { role: message.role, text })
    open = { names: calls.map(({ name }) => name), at: turns.length, results: calls.map(() => null) }
  }
  return turns
}

/** Ollama's tools in our own terms. */
export const toTools = (tools: readonly z.infer<typeof OllamaToolSchema>[] | null | undefined): readonly LlmTool[] | undefined =>
  tools == null || tools.length === 0
    ? undefined
    : tools.map(({ function: { name, description, parameters } }) => ({ name, description: description ?? '', inputSchema: parameters ?? { type: 'object', properties: {} } }))

const readInput = (input: string | Readonly<Record<string, unknown>> | null | undefined): unknown => {
  if (input == null || input === '') return {}
  if (typeof input !== 'string') return input
  // Some clients hand the arguments back as they are written in OpenAI's format.
  try {
    return JSON.parse(input) as unknown
  } catch {
    throw new AppError('BAD_REQUEST', 'The arguments of a tool call are an object.')
  }
}
