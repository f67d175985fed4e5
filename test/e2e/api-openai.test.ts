import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { makeModel, VOCABULARY } from '../make-model.ts'
import { missing, shared } from '../shared.ts'
import { describeOpenAiClients } from '../web/api/openai-clients.ts'
import { EMBEDDING_MODEL, openApi, STORY_MODEL } from './api-rig.ts'

const RECORDING = 'audio/01-short-us-male.m4a'
const ROOMY_MODEL = 'roomy'
const TEMPLATE = '{% for message in messages %}<|{{ message.role }}|>{{ message.content }}</s>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}'

describe.skipIf(missing(`models/${STORY_MODEL}.gguf`, `models/${EMBEDDING_MODEL}.gguf`, VOCABULARY, RECORDING))('the built host for apps that speak OpenAI’s API', () => {
  describeOpenAiClients('the built host with real models', async () => {
    // The story teller holds 512 tokens, and the description of a tool takes some 600.
    const models = mkdtempSync(join(tmpdir(), 'freehold-models-'))
    makeModel(join(models, `${ROOMY_MODEL}.gguf`), { contextTokens: 4096, embedding: 64, layers: 1, heads: 1, feedForward: 64, template: TEMPLATE, script: ['>', '▁Hello', '</s>'] })
    const { url, token, close } = await openApi({ models: [shared('models'), models] })
    return {
      url,
      token,
      chatModel: STORY_MODEL,
      toolModel: ROOMY_MODEL,
      embedModel: EMBEDDING_MODEL,
      recording: { name: 'memo.m4a', bytes: new Uint8Array(await readFile(shared(RECORDING))) },
      close: async () => {
        await close()
        rmSync(models, { recursive: true })
      },
    }
  })
})
