import { statSync } from 'node:fs'
import { parse } from 'node:path'
import type { ModelFile } from '../../src/contract/models.ts'
import { createLlama } from '../../src/main/adapters/llama/index.ts'
import type { Llm } from '../../src/main/core/ports/index.ts'
import { modelAt, realEngines } from '../engines.ts'
import { VOCABULARY } from '../make-model.ts'
import { missing, shared } from '../shared.ts'
import { givenModel, randomModel } from './bench-model.ts'
import { startDirectEmbedding } from './embed-direct.ts'
import { median } from './measure.ts'
import type { Bench, Figure } from './measure.ts'

const RUNS = 5
const STREAMS = 8
const ANSWER_TOKENS = 100
const TEXTS = 256
const EMBEDDING_MODEL = 'models/embed-static-64d-f16.gguf'
const never = new AbortController().signal
const sampling = { temperature: 0.7, topP: 0.95, topK: 40, minP: 0.05, repeatPenalty: 1, seed: 11 }

/** Tokens that so many streams write at once, of a second from the first word of the first to the end of the last. */
const throughput = async (llm: Llm, model: ModelFile, streams: number): Promise<number> => {
  let firstMs: number | null = null
  let tokens = 0
  const stream = async (number: number): Promise<void> => {
    const messages = [{ role: 'user', text: `What should be in the garden shed in year ${number}?` }] as const
    for await (const event of llm.chat({ model, conversation: `app ${number}`, messages, maxTokens: ANSWER_TOKENS, sampling: { ...sampling, seed: number }, turn: 'together', signal: never })) {
      if (event.type === 'delta') firstMs ??= performance.now()
      if (event.type === 'usage') tokens += event.tokensOut
    }
  }
  await Promise.all(Array.from({ length: streams }, (_one, at) => stream(at)))
  return (tokens * 1000) / (performance.now() - (firstMs ?? 0))
}

const streamFigures = async (model: ModelFile): Promise<readonly Figure[]> => {
  const engines = realEngines()
  try {
    const llm = createLlama({ engines, threads: () => 0 })
    await throughput(llm, model, STREAMS)
    const one: number[] = []
    const several: number[] = []
    for (let run = 0; run < RUNS; run += 1) {
      one.push(await throughput(llm, model, 1))
      several.push(await throughput(llm, model, STREAMS))
    }
    const times = median(several.map((speed, run) => speed / (one[run] ?? speed)))
    return [{ name: `tokens a second of ${STREAMS} streams, of one`, value: times, unit: 'ratio', bound: 1.8, atLeast: true, note: `${median(several).toFixed(0)} tok/s, ${median(one).toFixed(0)} tok/s` }]
  } finally {
    await engines.close()
  }
}

const embeddingFigures = async (path: string): Promise<readonly Figure[]> => {
  const texts = Array.from({ length: TEXTS }, (_one, at) => `Note ${at}: the shed holds spades, seeds and a lamp, and the ladder leans against the wall of the house.`)
  const direct = await startDirectEmbedding(path)
  const engines = realEngines()
  try {
    const llm = createLlama({ engines, threads: () => 0 })
    const model = modelAt(path, 'embedding')
    const ours = async (): Promise<number> => {
      const startedMs = performance.now()
      await llm.embed({ model, texts, signal: never })
      return performance.now() - startedMs
    }
    await direct.embed(texts)
    await ours()
    const ratios: number[] = []
    const took: number[] = []
    for (let run = 0; run < RUNS; run += 1) {
      const alone = await direct.embed(texts)
      took.push(await ours())
      ratios.push(alone / (took.at(-1) ?? alone))
    }
    return [{ name: `speed of ${TEXTS} embeddings in one call, of the library alone`, value: median(ratios), unit: 'ratio', bound: 0.95, atLeast: true, note: `${median(took).toFixed(0)} ms` }]
  } finally {
    direct.end()
    await engines.close()
  }
}

/** Several who ask at once, and many texts in one call. */
export const parallelBench: Bench = {
  name: 'parallel',
  run: async (say) => {
    const given = givenModel()
    const figures: Figure[] = []
    if (given === null && missing(VOCABULARY)) say('Streams are skipped: the shared vocabulary is not here, and no --model is given.')
    else {
      const path = given ?? randomModel()
      figures.push(...(await streamFigures({ id: parse(path).name, kind: 'language', path, sizeBytes: statSync(path).size, demo: false, fault: null })))
    }
    if (missing(EMBEDDING_MODEL)) say('Embeddings are skipped: the shared model is not here.')
    else figures.push(...(await embeddingFigures(shared(EMBEDDING_MODEL))))
    return figures
  },
}
