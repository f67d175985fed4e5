import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TOPICS } from '../../../src/contract/privacy.ts'
import { createLlama } from '../../../src/main/adapters/llama/index.ts'
import { createDetectTopics } from '../../../src/main/core/detect/index.ts'
import type { DetectTopics, Engines } from '../../../src/main/core/ports/index.ts'
import { languageModel, realEngines } from '../../engines.ts'
import { missing } from '../../shared.ts'

describe.skipIf(missing('models/stories260K-f32.gguf'))('topics by a real language model', () => {
  let engines: Engines
  let detectTopics: DetectTopics
  beforeAll(() => {
    engines = realEngines()
    detectTopics = createDetectTopics({ llm: createLlama({ engines, threads: () => 0 }), model: () => languageModel })
  })
  afterAll(() => engines.close())

  // The smallest model there is knows nothing of topics: what counts is that it is asked, and answers within the schema.
  it('are known, of a short text and of one in pieces, and those its words name are among them', async () => {
    const { signal } = new AbortController()
    for (const text of ['The cat sat on the mat.', `${'The cat sat on the mat. '.repeat(60)}My chemotherapy begins.`]) {
      const topics = await detectTopics(text, signal)
      expect(topics).not.toBeNull()
      expect(TOPICS.filter((topic) => topics?.includes(topic))).toEqual(topics)
      if (text.includes('chemotherapy')) expect(topics).toContain('health')
    }
  })
})
