import type { LlamaContextSequence } from 'node-llama-cpp'
import { expect, it } from 'vitest'
import { createSequences, NO_CONVERSATION } from '../../../src/main/adapters/llama/sequences.ts'

/** Doubles for sequences: how many there are and which is emptied is all that is asked here, and real ones need memory that cannot be taken away. */
const sequencesWith = ({ mostChats = 3, further = 10 }: { readonly mostChats?: number; readonly further?: number }) => {
  const emptied: number[] = []
  let made = 0
  const make = (): LlamaContextSequence => {
    const id = (made += 1)
    return { id, clearHistory: async () => void emptied.push(id) } as unknown as LlamaContextSequence
  }
  const sequences = createSequences({ first: make(), open: async () => (made > further ? null : make()), mostChats })
  const take = async (conversation: string): Promise<number> => (await sequences.take(conversation) as unknown as { readonly id: number }).id
  return { take, emptied }
}

it('gives each chat its own, and the same one again', async () => {
  const { take, emptied } = sequencesWith({})
  expect([await take('a'), await take('b'), await take('a'), await take(NO_CONVERSATION), await take('b')]).toEqual([1, 2, 1, 3, 2])
  expect(emptied).toEqual([])
})

it('empties the chat that was not used for longest for one too many, and never the one of titles for it', async () => {
  const { take, emptied } = sequencesWith({ mostChats: 2 })
  for (const name of ['a', NO_CONVERSATION, 'b', 'a']) await take(name)
  expect(await take('c')).toBe(3)
  expect(await take(NO_CONVERSATION)).toBe(2)
  expect(emptied).toEqual([3])
})

it('shares what there is where memory allows no more: titles give way first', async () => {
  const { take, emptied } = sequencesWith({ further: 1 })
  for (const name of ['a', NO_CONVERSATION]) await take(name)
  expect(await take('b')).toBe(2)
  expect(await take('a')).toBe(1)
  expect(emptied).toEqual([2])
  expect(await take(NO_CONVERSATION)).toBe(2)
})

it('does with a single one', async () => {
  const { take, emptied } = sequencesWith({ further: 0 })
  for (const name of ['a', 'b', NO_CONVERSATION, 'a']) expect(await take(name)).toBe(1)
  expect(emptied).toEqual([1, 1, 1])
})
