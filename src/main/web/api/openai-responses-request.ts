import type { InputItem, ResponseRequest } from '../../../contract/openai.ts'
import type { ApiChatRequest, LlmTurn } from '../../core/ports/index.ts'
import { badParam } from './openai-error.ts'
import { callOptionsOf, inputOf, maxTokensOf, resultsOf, samplingOf, schemaOf, stopsOf, textOf, toolOf, toolsOf, type AskedCall } from './openai-request.ts'

/** Whether it is to be told how likely each token was. */
export const wantsLogprobs = ({ include, top_logprobs: top }: ResponseRequest): boolean => include?.includes('message.output_text.logprobs') === true || (top ?? 0) > 0

/** What a response asks of a model. */
export const toResponseChat = (request: ResponseRequest, model: string, signal: AbortSignal): ApiChatRequest => {
  const { instructions, input } = request
  const schema = schemaOf(request.text?.format)
  const effort = request.reasoning?.effort
  return {
    model,
    messages: [
      ...(typeof instructions === 'string' && instructions !== '' ? [{ role: 'system', text: instructions } as const] : []),
      ...(typeof input === 'string' ? [{ role: 'user', text: input } as const] : turnsOf(input)),
    ],
    maxTokens: maxTokensOf(request.max_output_tokens),
    sampling: samplingOf(request),
    schema,
    ...toolsOf((request.tools ?? []).map(toolOf), request.tool_choice, schema !== undefined),
    stop: stopsOf(request.stop),
    ...(wantsLogprobs(request) && { logprobs: request.top_logprobs ?? 0 }),
    ...(typeof effort === 'string' && { thinking: effort !== 'none' }),
    ...callOptionsOf(request),
    signal,
  }
}

/** Items as turns: calls that stand together are one turn of the assistant, with what it said just before; then come their results. */
const turnsOf = (items: readonly InputItem[]): readonly LlmTurn[] => {
  const turns: LlmTurn[] = []
  const thoughtless = items.map((item, index) => ({ item, param: `input.${index}` })).filter(({ item }) => !('type' in item && item.type === 'reasoning'))
  for (let at = 0; at < thoughtless.length; ) {
    const { item, param } = thoughtless[at] ?? {}
    if (item === undefined || param === undefined) break
    if ('role' in item) {
      const text = textOf(item.content, `${param}.content`)
      turns.push({ role: item.role === 'developer' ? 'system' : item.role, text })
      at += 1
      continue
    }
    if (item.type === 'function_call_output') throw badParam(param, 'A result has to follow the call that it belongs to.')
    const calls: AskedCall[] = []
    const results = new Map<string, string>()
    // Apps send calls and results by turns, or all calls first.
    for (; at < thoughtless.length; at += 1) {
      const { item: next, param: at_ = '' } = thoughtless[at] ?? {}
      if (next === undefined || 'role' in next || next.type === 'reasoning') break
      if (next.type === 'function_call') calls.push({ callId: next.call_id, name: next.name, input: inputOf(next.arguments, `${at_}.arguments`) })
      else if (calls.some(({ callId }) => callId === next.call_id)) results.set(next.call_id, textOf(next.output, `${at_}.output`))
      else throw badParam(`${at_}.call_id`, 'A result has to follow the call that it belongs to.')
    }
    const before = turns.at(-1)
    const said = before?.role === 'assistant' && !('calls' in before) ? turns.pop() : undefined
    turns.push({ role: 'assistant', text: said !== undefined && 'text' in said ? said.text : '', calls: calls.map(({ name, input }) => ({ name, input })) }, ...resultsOf(calls, results, param))
  }
  return turns
}
