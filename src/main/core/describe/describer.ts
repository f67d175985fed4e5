import { AppError } from '../../../contract/errors.ts'
import { cutIntoPieces } from '../lib/cut-into-pieces.ts'
import type { Llm } from '../ports/index.ts'
import type { Description, DescribeTranscript } from './describe.ts'
import { limitsFor, schemaFor } from './limits.ts'
import { instructions, wrapTranscript } from './prompt.ts'
import { distinct, normaliseTags, takeSense } from './sense.ts'

// The model's own chat template puts marks around each message.
const TEMPLATE_TOKENS = 48
const LEAST_ROOM_TOKENS = 32
const MAX_ACTIONS = 10

/** Names and sums up transcripts; one too long for the model is summed up in pieces, then the sums once more. */
export const createDescriber =
  ({ llm }: { readonly llm: Llm }): DescribeTranscript =>
  async ({ model, text, language, tagsInUse, signal }) => {
    const contextTokens = await llm.contextTokens(model, signal)
    const limits = limitsFor(contextTokens)
    const system = instructions({ language, tagsInUse, isNarrow: contextTokens < 4096 })
    const countTokens = (words: string): Promise<number> => llm.countTokens(model, words, signal)
    const around = (await countTokens(`${system}\n${wrapTranscript('')}`)) + TEMPLATE_TOKENS
    const room = contextTokens - limits.answerTokens - around
    if (room < LEAST_ROOM_TOKENS)
      throw new AppError('TOO_LARGE', `The language model “${model.id}” holds too little text to sum up a recording.`, { next: 'Choose a larger language model.' })

    const ask = async (words: string): Promise<Description> => {
      signal.throwIfAborted()
      const answer = await llm.completeJson({ model, system, prompt: wrapTranscript(words), schema: schemaFor(limits), maxTokens: limits.answerTokens, user: 'Memos', signal })
      return takeSense(answer, words, tagsInUse)
    }

    const parts: Description[] = []
    const pieces = await cutIntoPieces(text, room, countTokens)
    for (const piece of pieces) parts.push(await ask(piece))
    const [only] = parts
    if (only === undefined) return { title: '', summary: '', actions: [], tags: [] }
    if (parts.length === 1) return only

    const whole = await sumUp(parts, { ask, fits: async (words) => (await countTokens(words)) <= room })
    return {
      ...whole,
      actions: distinct(parts.flatMap(({ actions }) => actions)).slice(0, MAX_ACTIONS),
      tags: normaliseTags([...whole.tags, ...parts.flatMap(({ tags }) => tags)], tagsInUse),
    }
  }

interface Means {
  readonly ask: (words: string) => Promise<Description>
  readonly fits: (words: string) => Promise<boolean>
}

/** Sums up neighbours together, again and again, until one is left; each round has at most half as many. */
const sumUp = async (parts: readonly Description[], means: Means): Promise<Description> => {
  let level = parts
  while (level.length > 1) {
    const above: Description[] = []
    for (let first = 0; first < level.length; ) {
      const group = await takeGroup(level, first, means.fits)
      first += group.length
      above.push(await join(group, means))
    }
    level = above
  }
  const [whole] = level
  return whole ?? { title: '', summary: '', actions: [], tags: [] }
}

// Two sums that do not fit together (only in the tiniest models) leave the first: better a true part than a cut text.
const join = async (group: readonly Description[], { ask, fits }: Means): Promise<Description> => {
  const [first] = group
  const words = told(group)
  if (first === undefined || group.length === 1 || words === '' || !(await fits(words))) return first ?? { title: '', summary: '', actions: [], tags: [] }
  return ask(words)
}

// As many as fit together, and two at the least: with one alone a round would lead nowhere.
const takeGroup = async (level: readonly Description[], first: number, fits: Means['fits']): Promise<readonly Description[]> => {
  let count = Math.min(2, level.length - first)
  while (first + count < level.length && (await fits(told(level.slice(first, first + count + 1))))) count += 1
  return level.slice(first, first + count)
}

const told = (group: readonly Description[]): string =>
  group
    .map(({ summary }) => summary)
    .filter((summary) => summary !== '')
    .join('\n')
