import { AppError } from '../../../contract/errors.ts'
import type { BenchResult, ModelFile } from '../../../contract/models.ts'
import type { Clock, Engines, Llm } from '../ports/index.ts'

export interface BenchDeps {
  readonly llm: Pick<Llm, 'complete' | 'embed'>
  readonly engines: Pick<Engines, 'states'>
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  /** Writes down the sample that ships with Freehold, once. */
  readonly writeSampleDown: (model: ModelFile, mostSeconds: number, signal: AbortSignal) => Promise<{ readonly speechSeconds: number; readonly tookMs: number }>
  readonly neededBytes: (model: ModelFile) => number
}

export type BenchEvent = { readonly type: 'step'; readonly words: string } | { readonly type: 'done'; readonly result: BenchResult }
type Speed = Omit<BenchResult, 'at' | 'memoryBytes'>

const USER = 'Benchmark'
const PROMPT_SENTENCES = 24
const ANSWER_TOKENS = 128
const TEXTS = 64
const FIRST_SECONDS = 2
const SAMPLE_SECONDS = 30

/** Measures how fast a model is here, step by step; it is loaded before the clock runs. */
export const createBench = (deps: BenchDeps) =>
  async function* (model: ModelFile, signal: AbortSignal): AsyncGenerator<BenchEvent, undefined, void> {
    const measure = measureOf(model)
    yield { type: 'step', words: 'Loading the model.' }
    const speed = yield* measure(deps, model, signal)
    const memoryBytes = deps.engines.states().find(({ path }) => path === model.path)?.memoryBytes ?? deps.neededBytes(model)
    yield { type: 'done', result: { at: new Date(deps.clock.now()).toISOString(), ...speed, memoryBytes } }
    return undefined
  }

type Measure = (deps: BenchDeps, model: ModelFile, signal: AbortSignal) => AsyncGenerator<BenchEvent, Speed, void>

const measureOf = ({ kind }: ModelFile): Measure => {
  switch (kind) {
    case 'language':
      return writing
    case 'embedding':
      return embedding
    case 'whisper':
    case 'parakeet':
      return hearing
    case 'vad':
      throw new AppError('UNSUPPORTED', 'A model that finds speech takes no time worth measuring.')
  }
}

async function* writing({ llm }: BenchDeps, model: ModelFile, signal: AbortSignal): AsyncGenerator<BenchEvent, Speed, void> {
  /** A page of half the length each time, until the model holds it. */
  const runPage = async (sentences: number): Promise<Speed> => {
    try {
      return await run(page(sentences), ANSWER_TOKENS)
    } catch (error) {
      if (sentences === 1 || !(error instanceof AppError && error.code === 'TOO_LARGE')) throw error
      return runPage(Math.floor(sentences / 2))
    }
  }
  const run = async (prompt: string, maxTokens: number): Promise<Speed> => {
    let read = 0
    for await (const event of llm.complete({ model, prompt, maxTokens, sampling: { temperature: 0 }, user: USER, signal })) {
      if (event.type === 'start') read = event.promptTokens - event.reusedTokens
      if (event.type === 'usage') return { perSecond: event.tokensPerSecond, readPerSecond: event.firstTokenMs > 0 ? read / seconds(event.firstTokenMs) : null, firstTokenMs: event.firstTokenMs }
    }
    throw new AppError('ENGINE_CRASHED', 'The model wrote nothing that could be measured.', { next: 'Try again.' })
  }
  await run('One.', 1)
  yield { type: 'step', words: 'Reading a page, and writing a paragraph.' }
  return runPage(PROMPT_SENTENCES)
}

// Each sentence is another one, so that nothing of it is known from before.
const page = (sentences: number): string => `${Array.from({ length: sentences }, (_, index) => `On day ${index + 1} the ship sailed ${index * 7 + 3} miles along the coast, and the captain wrote down the weather.`).join(' ')} On the last day`

async function* embedding({ llm, clock }: BenchDeps, model: ModelFile, signal: AbortSignal): AsyncGenerator<BenchEvent, Speed, void> {
  await llm.embed({ model, texts: ['One.'], user: USER, signal })
  yield { type: 'step', words: `Reading ${TEXTS} short texts.` }
  const startedMs = clock.monotonic()
  await llm.embed({ model, texts: Array.from({ length: TEXTS }, (_, index) => `Note ${index}: the ship sailed ${index * 7 + 3} miles, and the captain wrote down the weather.`), user: USER, signal })
  return { perSecond: TEXTS / seconds(clock.monotonic() - startedMs), readPerSecond: null, firstTokenMs: null }
}

async function* hearing({ writeSampleDown }: BenchDeps, model: ModelFile, signal: AbortSignal): AsyncGenerator<BenchEvent, Speed, void> {
  await writeSampleDown(model, FIRST_SECONDS, signal)
  yield { type: 'step', words: 'Writing the sample down.' }
  const { speechSeconds, tookMs } = await writeSampleDown(model, SAMPLE_SECONDS, signal)
  return { perSecond: speechSeconds / seconds(tookMs), readPerSecond: null, firstTokenMs: null }
}

// A clock that stood still gives no speed without end.
const seconds = (milliseconds: number): number => Math.max(milliseconds, 1) / 1000
