import { statSync } from 'node:fs'
import { parse } from 'node:path'
import type { ModelFile } from '../../src/contract/models.ts'
import { createLlama } from '../../src/main/adapters/llama/index.ts'
import type { Llm, LlmMessage } from '../../src/main/core/ports/index.ts'
import { realEngines } from '../engines.ts'
import { VOCABULARY } from '../make-model.ts'
import { missing, shared } from '../shared.ts'
import { givenModel, randomModel } from './bench-model.ts'
import type { DirectRequest, Taken } from './chat-direct.ts'
import { startSocketChat } from './chat-socket.ts'
import { median } from './measure.ts'
import type { Bench, Figure } from './measure.ts'
import { startDirect } from './run-chat-direct.ts'

const RUNS = 5
const ANSWER_TOKENS = 200
const SHORT_TOKENS = 8
const HISTORY_TOKENS = 3_000
// For what is asked and answered beside it.
const HISTORY_ROOM = 400
const never = new AbortController().signal
// As most models are asked; the seed makes all write the same.
const sampling = { temperature: 0.7, topP: 0.95, topK: 40, minP: 0.05, repeatPenalty: 1, seed: 11 }
const system: LlmMessage = { role: 'system', text: 'You answer in plain words, shortly, and say so when you do not know. You are on a Mac that belongs to the person who asks.' }
const user = (text: string): LlmMessage => ({ role: 'user', text })
const QUESTION = 'What should be in the garden shed before the first frost comes?'

/** Asks through the port, as the host does, and measures where the host stands. */
const askPort = async (llm: Llm, model: ModelFile, conversation: string, request: DirectRequest): Promise<Taken> => {
  const startedMs = performance.now()
  let firstMs: number | null = null
  let text = ''
  let tokens = 0
  for await (const event of llm.chat({ model, conversation, ...request, signal: never })) {
    if (event.type === 'delta') {
      firstMs ??= performance.now() - startedMs
      text += event.text
    }
    if (event.type === 'usage') tokens = event.tokensOut
  }
  const totalMs = performance.now() - startedMs
  return { firstMs: firstMs ?? totalMs, writingMs: totalMs - (firstMs ?? totalMs), tokens, text }
}

const tokensPerSecond = ({ tokens, writingMs }: Taken): number => ((tokens - 1) * 1000) / writingMs

const modelOf = (path: string): ModelFile => ({ id: parse(path).name, kind: 'language', path, sizeBytes: statSync(path).size, demo: false, fault: null })

const withEngines = async <Result>(work: (llm: Llm) => Promise<Result>): Promise<Result> => {
  const engines = realEngines()
  try {
    return await work(createLlama({ engines, threads: () => 0 }))
  } finally {
    await engines.close()
  }
}

/** Asks both in turn, so that what else the machine does meets both alike. */
const inTurn = async (ways: readonly (() => Promise<Taken>)[]): Promise<readonly (readonly Taken[])[]> => {
  for (const ask of ways) await ask()
  const taken = ways.map((): Taken[] => [])
  for (let run = 0; run < RUNS; run += 1) for (const [way, ask] of ways.entries()) taken[way]?.push(await ask())
  return taken
}

const startFigures = async (model: ModelFile): Promise<readonly Figure[]> => {
  const request: DirectRequest = { messages: [system, user(QUESTION)], maxTokens: SHORT_TOKENS, sampling }
  const cold: number[] = []
  const warm: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    await withEngines(async (llm) => {
      cold.push((await askPort(llm, model, 'first', request)).firstMs)
      warm.push((await askPort(llm, model, 'second', request)).firstMs)
    })
  }
  return [
    { name: 'first word of a new chat, no engine running', value: median(cold), unit: 'ms', note: 'process, model and prompt; the file is in the system’s cache' },
    { name: 'first word of a new chat, model in memory', value: median(warm), unit: 'ms', note: 'with the room that it is given' },
  ]
}

/** The library alone, and the same through the port; through contract and socket where a host is built. */
const comparedFigures = async (model: ModelFile, say: (text: string) => void): Promise<readonly Figure[]> => {
  const request: DirectRequest = { messages: [user(QUESTION)], maxTokens: ANSWER_TOKENS, sampling }
  const direct = await startDirect(model.path)
  const socket = await startSocketChat({ modelPath: model.path, text: QUESTION, maxTokens: ANSWER_TOKENS, sampling }).catch((error: unknown) => {
    say(`Contract and socket are skipped: ${error instanceof Error ? error.message : String(error)}`)
    return null
  })
  try {
    return await withEngines(async (llm) => {
      const ways = [() => direct.ask(request), () => askPort(llm, model, 'compared', request), ...(socket === null ? [] : [socket.ask])]
      const [alone = [], ...ours] = await inTurn(ways)
      if (alone[0]?.text !== ours[0]?.[0]?.text) say('The two wrote different texts.')
      const speed = median(alone.map(tokensPerSecond))
      return [
        { name: `the library alone, ${model.id}`, value: speed, unit: 'tok/s', note: `${alone[0]?.tokens ?? 0} tokens an answer` },
        ...ours.flatMap((taken, at): readonly Figure[] => {
          const name = at === 0 ? 'through the port' : 'through contract and socket'
          const later = taken.map(({ firstMs }, run) => firstMs - (alone[run]?.firstMs ?? Number.NaN))
          return [
            { name: `tokens a second ${name}, of the library alone`, value: median(taken.map((one, run) => tokensPerSecond(one) / tokensPerSecond(alone[run] ?? one))), unit: 'ratio', bound: 0.97, atLeast: true, note: `${median(taken.map(tokensPerSecond)).toFixed(0)} tok/s` },
            { name: `first word ${name}, later than the library alone`, value: median(later), unit: 'ms', bound: 15 },
          ]
        }),
      ]
    })
  } finally {
    direct.end()
    await socket?.end()
  }
}

const historyFigures = (model: ModelFile, say: (line: string) => void): Promise<readonly Figure[]> =>
  withEngines(async (llm) => {
    const holds = await llm.contextTokens(model, never)
    if (holds < HISTORY_TOKENS + HISTORY_ROOM) {
      say(`the second turn is skipped: ${model.id} holds ${holds} tokens, and its history alone would take ${HISTORY_TOKENS}.`)
      return []
    }
    const words = 'The shed holds spades, seeds and a lamp. '
    const wordTokens = await llm.countTokens(model, words, never)
    const first: readonly LlmMessage[] = [system, user(words.repeat(Math.ceil(HISTORY_TOKENS / wordTokens)))]
    const begun = await askPort(llm, model, 'long', { messages: first, maxTokens: 100, sampling })
    const long: readonly LlmMessage[] = [...first, { role: 'assistant', text: begun.text }]
    const short: number[] = []
    const second: number[] = []
    for (let run = 0; run < RUNS; run += 1) {
      const question = user(`${QUESTION} Say it for year ${run}.`)
      short.push((await askPort(llm, model, `short ${run}`, { messages: [system, question], maxTokens: SHORT_TOKENS, sampling })).firstMs)
      // Short chats come and go; the long one is used each time, and so stays.
      second.push((await askPort(llm, model, 'long', { messages: [...long, question], maxTokens: SHORT_TOKENS, sampling })).firstMs)
    }
    const held = await llm.countChat(model, long, never)
    return [
      { name: `first word of a second turn after ${held} tokens, of a first short turn`, value: median(second) / median(short), unit: 'ratio', bound: 1.3, note: `${median(second).toFixed(0)} ms, ${median(short).toFixed(0)} ms` },
    ]
  })

const overheadFigures = async (model: ModelFile): Promise<readonly Figure[]> => {
  const request: DirectRequest = { messages: [user('Once upon a time')], maxTokens: 350, sampling: { ...sampling, seed: 3 } }
  const direct = await startDirect(model.path)
  try {
    return await withEngines(async (llm) => {
      const [alone = [], ours = []] = await inTurn([() => direct.ask(request), () => askPort(llm, model, 'overhead', request)])
      const each = ({ tokens, firstMs, writingMs }: Taken): number => ((firstMs + writingMs) * 1000) / tokens
      return [{ name: `what the port adds to a token, ${model.id}`, value: median(ours.map((one, run) => each(one) - each(alone[run] ?? one))), unit: 'µs', bound: 150, note: `${median(alone.map(each)).toFixed(0)} µs alone` }]
    })
  } finally {
    direct.end()
  }
}

/** The chat on this Mac: what stands between a model and the person who reads it. */
export const chatBench: Bench = {
  name: 'chat',
  run: async (say) => {
    const given = givenModel()
    if (given === null && missing(VOCABULARY)) {
      say('chat is skipped: the shared vocabulary is not here, and no --model is given.')
      return []
    }
    const model = modelOf(given ?? randomModel())
    const figures = [...(await startFigures(model)), ...(await comparedFigures(model, say)), ...(await historyFigures(model, say))]
    return missing('models/stories260K-f32.gguf') ? figures : [...figures, ...(await overheadFigures(modelOf(shared('models/stories260K-f32.gguf'))))]
  },
}
