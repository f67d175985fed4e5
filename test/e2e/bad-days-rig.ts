import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ChatId, MessageId, ShownMessage } from '../../src/contract/chat.ts'
import { makeModel, wordsOfVocabulary } from '../make-model.ts'
import { startProvider, type Provider } from '../provider/index.ts'
import { shared } from '../shared.ts'
import { startTraced, type Api, type TracedHost } from './gate-rig.ts'
import { descendantsOf, killHard } from './processes.ts'
import { createHome, type Home } from './start-host.ts'

export const KEY = 'sk-ant-api03-Daybook8Lq3Vc7Nm5Rz2Ty4'
/** What a person is told holds nothing of the machine's own words. */
export const UNPLAIN = /\bat .*:\d+|errno|\bE[A-Z]{4,}\b|undefined|\[object|SQLITE|ggml|llama/

export interface Day {
  readonly home: Home
  readonly provider: Provider
  host(): TracedHost
  api(): Api
  /** Starts the host once more, after it was stopped or killed. */
  again(): Promise<Api>
  /** Host and engines, as a lost battery ends them. */
  kill(): void
  engines(): readonly number[]
  messages(chatId: ChatId): Promise<readonly ShownMessage[]>
  message(chatId: ChatId, messageId: MessageId): Promise<ShownMessage | undefined>
  file(chatId: ChatId): Promise<string>
  text(chatId: ChatId): Promise<string>
}

/** A host with a provider double, a key, and models of its own; `prepare` comes before it starts. */
export const aDay = async (options: { readonly models?: readonly string[]; readonly language?: string; readonly chat?: string; readonly more?: string; readonly maxAnswerTokens?: number; readonly prepare?: (home: Home) => void } = {}): Promise<Day> => {
  const provider = await startProvider({ keys: [KEY] })
  onTestFinished(() => provider.close())
  const { language = 'stories260K-f32', chat = '', more = '', maxAnswerTokens = 60 } = options
  const home = await createHome({
    models: options.models ?? [shared('models')],
    settings: `memos:\n  restSeconds: 0.2\nmodels:\n  speech: demo\n  language: ${language}\n  threads: 1\n${more}chat:\n  maxAnswerTokens: ${maxAnswerTokens}\n${chat}privacy:\n  destinations:\n    - { name: Cloud, provider: anthropic, url: "${provider.url}", zone: cloud, credential: anthropic, model: claude-test }\n`,
  })
  onTestFinished(() => home.remove())
  options.prepare?.(home)
  let host: TracedHost
  const start = async (): Promise<Api> => {
    const started = await startTraced(home, { cli: home.cli, passphrase: 'a passphrase of a test' })
    host = started
    onTestFinished(() => started.stop())
    return started.api
  }
  let api = await start()
  await api.credentials.set({ name: 'anthropic', value: KEY })
  const engines = (): readonly number[] => descendantsOf(host.pid).flatMap(({ pid, command }) => (/engine\.js/.test(command) ? [pid] : []))
  const messages: Day['messages'] = async (chatId) => (await api.chat.open({ chatId, limit: 500 })).messages
  const file: Day['file'] = async (chatId) => join(home.vault, (await api.chat.open({ chatId, limit: 1 })).head.path)
  return {
    home,
    provider,
    host: () => host,
    api: () => api,
    again: async () => (api = await start()),
    kill: () => {
      for (const { pid } of [{ pid: host.pid }, ...descendantsOf(host.pid)]) killHard(pid)
    },
    engines,
    messages,
    message: async (chatId, messageId) => (await messages(chatId)).find((each) => each.messageId === messageId),
    file,
    text: async (chatId) => readFileSync(await file(chatId), 'utf8'),
  }
}

// Its last token is the `>` that a script begins with.
const TEMPLATE = '{% for message in messages %}<|{{ message.role }}|>{{ message.content }}</s>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}'

export interface Talker {
  readonly folder: string
  readonly path: string
  /** What it says each time, word for word. */
  readonly says: string
}

/** A model of a folder of its own that says the same long text each time, a few seconds long. The real engine computes it. */
export const makeTalker = (words = 600): Talker => {
  const folder = mkdtempSync(join(tmpdir(), 'freehold-talker-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(folder, { recursive: true })
  const script = wordsOfVocabulary(words)
  const path = join(folder, 'talker.gguf')
  makeModel(path, { contextTokens: 4096, embedding: 512, layers: 4, heads: 8, feedForward: 1536, template: TEMPLATE, sampling: { temp: 0 }, script: ['>', ...script, '</s>'] })
  return { folder, path, says: script.map((word) => word.replace('▁', ' ')).join('').trim() }
}
