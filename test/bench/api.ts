import { dirname, parse } from 'node:path'
import OpenAI from 'openai'
import { chooseThreads } from '../../src/main/adapters/engine-process/index.ts'
import { EMBEDDING_MODEL, openApi } from '../e2e/api-rig.ts'
import { VOCABULARY } from '../make-model.ts'
import { missing, shared } from '../shared.ts'
import { givenModel, randomModel } from './bench-model.ts'
import type { DirectRequest, Taken } from './chat-direct.ts'
import { startDirectEmbedding } from './embed-direct.ts'
import { startLlamaServer } from './llama-server.ts'
import { median } from './measure.ts'
import type { Bench, Figure } from './measure.ts'
import { startDirect } from './run-chat-direct.ts'

const RUNS = 7
const TEXTS = 256
const EMBEDDING_FILE = `models/${EMBEDDING_MODEL}.gguf`
const request: DirectRequest = {
  messages: [{ role: 'user', text: 'What should be in the garden shed before the first frost comes?' }],
  maxTokens: 200,
  sampling: { temperature: 0.7, topP: 0.95, topK: 40, minP: 0.05, repeatPenalty: 1, seed: 11 },
}

const tokensPerSecond = ({ tokens, writingMs }: Taken): number => ((tokens - 1) * 1000) / writingMs

/** Asks as an app does, with the client that most of them use. */
const askOver = async (client: OpenAI, model: string): Promise<Taken> => {
  const { messages, maxTokens, sampling } = request
  const startedMs = performance.now()
  let firstMs: number | null = null
  let text = ''
  let tokens = 0
  const stream = await client.chat.completions.create({
    model,
    messages: messages.map((message) => ({ role: 'user' as const, content: message.text })),
    max_tokens: maxTokens,
    temperature: sampling.temperature ?? null,
    top_p: sampling.topP ?? null,
    seed: sampling.seed ?? null,
    stream: true,
    stream_options: { include_usage: true },
  })
  for await (const { choices, usage } of stream) {
    const fresh = choices[0]?.delta.content ?? ''
    if (fresh !== '') firstMs ??= performance.now() - startedMs
    text += fresh
    tokens = usage?.completion_tokens ?? tokens
  }
  const totalMs = performance.now() - startedMs
  return { firstMs: firstMs ?? totalMs, writingMs: totalMs - (firstMs ?? totalMs), tokens, text }
}

const chatFigures = async (api: OpenAI, modelPath: string, say: (text: string) => void): Promise<readonly Figure[]> => {
  const model = parse(modelPath).name
  const direct = await startDirect(modelPath)
  const other = await startLlamaServer(modelPath, chooseThreads())
  if (other === null) say('llama-server is skipped: it is not on the PATH.')
  const ways = [() => direct.ask(request), () => askOver(api, model), ...(other === null ? [] : [() => askOver(new OpenAI({ baseURL: `${other.url}/v1`, apiKey: 'none' }), model)])]
  const taken = ways.map((): Taken[] => [])
  try {
    for (const ask of ways) await ask()
    for (let run = 0; run < RUNS; run += 1) for (const [way, ask] of ways.entries()) taken[way]?.push(await ask())
  } finally {
    direct.end()
    other?.end()
  }
  const [alone = [], ours = [], theirs = []] = taken
  if (alone[0]?.text !== ours[0]?.text) say('The two wrote different texts.')
  return [
    { name: `the library alone, ${model}`, value: median(alone.map(tokensPerSecond)), unit: 'tok/s', note: `${alone[0]?.tokens ?? 0} tokens an answer` },
    { name: 'tokens a second through the API, of the library alone', value: median(ours.map((one, run) => tokensPerSecond(one) / tokensPerSecond(alone[run] ?? one))), unit: 'ratio', bound: 0.97, atLeast: true, note: `${median(ours.map(tokensPerSecond)).toFixed(0)} tok/s` },
    { name: 'first word through the API, later than the library alone', value: median(ours.map(({ firstMs }, run) => firstMs - (alone[run]?.firstMs ?? Number.NaN))), unit: 'ms', bound: 10, note: `${median(ours.map(({ firstMs }) => firstMs)).toFixed(0)} ms` },
    ...(theirs.length === 0 ? [] : [{ name: 'tokens a second through the API, of llama-server', value: median(ours.map((one, run) => tokensPerSecond(one) / tokensPerSecond(theirs[run] ?? one))), unit: 'ratio' as const, note: `${median(theirs.map(tokensPerSecond)).toFixed(0)} tok/s` }]),
  ]
}

const embeddingFigures = async (api: OpenAI): Promise<readonly Figure[]> => {
  const input = Array.from({ length: TEXTS }, (_one, at) => `Note ${at}: the shed holds spades, seeds and a lamp, and the ladder leans against the wall of the house.`)
  const direct = await startDirectEmbedding(shared(EMBEDDING_FILE))
  try {
    const ours = async (): Promise<number> => {
      const startedMs = performance.now()
      await api.embeddings.create({ model: EMBEDDING_MODEL, input })
      return performance.now() - startedMs
    }
    await direct.embed(input)
    await ours()
    const ratios: number[] = []
    const took: number[] = []
    for (let run = 0; run < RUNS; run += 1) {
      const alone = await direct.embed(input)
      const mine = await ours()
      took.push(mine)
      ratios.push(alone / mine)
    }
    return [{ name: `speed of ${TEXTS} embeddings through the API, of the library alone`, value: median(ratios), unit: 'ratio', bound: 0.95, atLeast: true, note: `${median(took).toFixed(0)} ms` }]
  } finally {
    direct.end()
  }
}

/** What the door for other apps costs: the built host asked over HTTP, and the library alone in the same run. */
export const apiBench: Bench = {
  name: 'api',
  run: async (say) => {
    const given = givenModel()
    if (given === null && missing(VOCABULARY)) {
      say('api is skipped: the shared vocabulary is not here, and no --model is given.')
      return []
    }
    const modelPath = given ?? randomModel()
    const hasEmbedding = !missing(EMBEDDING_FILE)
    const door = await openApi({
      models: [dirname(modelPath), ...(hasEmbedding ? [shared('models')] : [])],
      prepare: (home) => home.settings(JSON.stringify({ models: { language: modelPath }, api: { on: true, port: 0 } })),
    })
    try {
      const api = new OpenAI({ baseURL: `${door.url}/v1`, apiKey: door.token })
      const figures = await chatFigures(api, modelPath, say)
      if (!hasEmbedding) say('Embeddings are skipped: the shared model is not here.')
      return hasEmbedding ? [...figures, ...(await embeddingFigures(api))] : figures
    } finally {
      await door.close()
    }
  },
}
