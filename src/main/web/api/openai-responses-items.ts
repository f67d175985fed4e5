import type { OutputItem, ResponseEvent, TokenLogprob } from '../../../contract/openai.ts'
import { newId } from './openai-answer.ts'

type Item<Type extends OutputItem['type']> = Extract<OutputItem, { type: Type }>

/**
 * Puts an answer together out of what is said, thought and called, and tells each step of it: an item begins when another kind of thing comes,
 * and what was begun is ended first.
 */
export const createItems = (tell: (event: ResponseEvent) => Promise<void>) => {
  const items: OutputItem[] = []
  const part = { content_index: 0 } as const
  let open: { readonly at: number; readonly item: Item<'message'> | Item<'reasoning'> } | null = null

  const close = async (status: 'completed' | 'incomplete' = 'completed'): Promise<void> => {
    if (open === null) return
    const { at, item } = open
    open = null
    const place = { item_id: item.id, output_index: at, ...part }
    const [content] = item.content
    if (content === undefined) return
    if (content.type === 'output_text') await tell({ type: 'response.output_text.done', ...place, text: content.text, logprobs: content.logprobs })
    else await tell({ type: 'response.reasoning_text.done', ...place, text: content.text })
    await tell({ type: 'response.content_part.done', ...place, part: content })
    const done = { ...item, status }
    items[at] = done
    await tell({ type: 'response.output_item.done', output_index: at, item: done })
  }

  const begin = async (item: Item<'message'> | Item<'reasoning'>): Promise<number> => {
    await close()
    const at = items.push(item) - 1
    await tell({ type: 'response.output_item.added', output_index: at, item: { ...item, content: [] } })
    const [content] = item.content
    if (content !== undefined) await tell({ type: 'response.content_part.added', item_id: item.id, output_index: at, ...part, part: content })
    return at
  }

  return {
    items: items as readonly OutputItem[],
    close,
    say: async (text: string, logprobs: TokenLogprob[]): Promise<void> => {
      if (open?.item.type !== 'message') {
        const content: Item<'message'>['content'][number] = { type: 'output_text', text: '', annotations: [], logprobs: [] }
        const item: Item<'message'> = { type: 'message', id: newId('msg_'), status: 'in_progress', role: 'assistant', content: [content] }
        open = { at: await begin(item), item }
      }
      const [content] = open.item.content
      if (content?.type !== 'output_text') return
      content.text += text
      content.logprobs.push(...logprobs)
      await tell({ type: 'response.output_text.delta', item_id: open.item.id, output_index: open.at, ...part, delta: text, logprobs })
    },
    think: async (text: string): Promise<void> => {
      if (open?.item.type !== 'reasoning') {
        const content: Item<'reasoning'>['content'][number] = { type: 'reasoning_text', text: '' }
        const item: Item<'reasoning'> = { type: 'reasoning', id: newId('rs_'), status: 'in_progress', summary: [], content: [content] }
        open = { at: await begin(item), item }
      }
      const [content] = open.item.content
      if (content?.type !== 'reasoning_text') return
      content.text += text
      await tell({ type: 'response.reasoning_text.delta', item_id: open.item.id, output_index: open.at, ...part, delta: text })
    },
    call: async (name: string, input: unknown): Promise<void> => {
      await close()
      const item: Item<'function_call'> = { type: 'function_call', id: newId('fc_'), status: 'completed', call_id: newId('call_'), name, arguments: JSON.stringify(input ?? {}) }
      const at = items.push(item) - 1
      const place = { item_id: item.id, output_index: at }
      await tell({ type: 'response.output_item.added', output_index: at, item: { ...item, status: 'in_progress', arguments: '' } })
      await tell({ type: 'response.function_call_arguments.delta', ...place, delta: item.arguments })
      await tell({ type: 'response.function_call_arguments.done', ...place, name, arguments: item.arguments })
      await tell({ type: 'response.output_item.done', output_index: at, item })
    },
  }
}
