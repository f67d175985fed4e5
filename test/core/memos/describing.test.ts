import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import type { DescribeTranscript } from '../../../src/main/core/describe/index.ts'
import { createFakeSpeech, fakeDescribe, fakeModel } from '../../fakes/voices.ts'
import type { Host } from './rig.ts'
import { until, useHosts } from './rig.ts'

const NEVER = new AbortController().signal
const BAD = fakeModel('bad', 'language')
const GOOD = fakeModel('good', 'language')
const { place, start } = useHosts()

/** Describes with every model but the bad one, which fails as given; counts what the bad one was asked. */
const failing = (error: () => AppError) => {
  const asked: string[] = []
  const describeTranscript: DescribeTranscript = async (request) => {
    if (request.model.id !== BAD.id) return fakeDescribe(request)
    asked.push(request.text)
    throw error()
  }
  return { asked, describeTranscript }
}
const broken = (): AppError => new AppError('MODEL_BROKEN', 'The engine cannot open the model “bad”.')
const crashed = (): AppError => new AppError('ENGINE_CRASHED', 'The engine broke off.')

const WORDS = ['alpha words', 'beta words', 'gamma words']
const file = async (running: Host): Promise<void> => {
  await running.memos.add(WORDS.map((words) => place.record(`${words}.m4a`, `voice: ${words}`)), NEVER)
  await until(() => running.rows().length === 3 && running.rows().every(({ state }) => state === 'filed'), running.rows)
}
const titles = (running: Host): readonly string[] => running.rows().map(({ title }) => title).sort()

describe('a language model that fails', () => {
  it('is asked once when it is broken, and a good one that arrives later improves every memo but the one the person edited', async () => {
    const { asked, describeTranscript } = failing(broken)
    const running = start({ models: { language: BAD }, deps: { describe: describeTranscript, retryMs: 20 } })
    await file(running)
    await until(() => asked.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(asked).toHaveLength(1)
    expect(titles(running)).toEqual(WORDS)

    const edited = place.notes().find((name) => name.includes('beta'))
    if (!edited) throw new Error('no note')
    const theirs = `${place.readNotes().find((text) => text.includes('beta'))}\nMine.\n`
    writeFileSync(join(place.vault, edited), theirs)
    running.setModels({ language: GOOD })
    await until(() => titles(running).filter((title) => title.startsWith('About')).length === 2, running.rows)
    await until(() => running.store.next('refresh', new Set()) === null && running.store.next('describe', new Set()) === null)
    expect(titles(running)).toEqual(['About alpha', 'About gamma', 'beta words'])
    expect(place.readNotes()).toContain(theirs)
  })

  it('gives a memo up after it died over it three times, and another model describes it, also after a restart', async () => {
    const { asked, describeTranscript } = failing(crashed)
    const first = start({ models: { language: BAD }, deps: { describe: describeTranscript, retryMs: 20 } })
    await file(first)
    await until(() => first.store.next('describe', new Set()) === null)
    await first.close()
    expect(asked).toHaveLength(9)

    const again = start({ models: { language: BAD }, deps: { describe: describeTranscript, retryMs: 20 } })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(asked).toHaveLength(9)
    again.setModels({ language: GOOD })
    await until(() => titles(again).every((title) => title.startsWith('About')), again.rows)
  })
})

describe('a language model that memory has no room for', () => {
  it('is asked again until there is', async () => {
    let tries = 0
    const describeTranscript: DescribeTranscript = async (request) => {
      tries += 1
      if (tries < 5) throw new AppError('NO_MEMORY', 'The model “bad” needs about 9 GB of memory.')
      return fakeDescribe(request)
    }
    const running = start({ models: { language: BAD }, deps: { describe: describeTranscript, retryMs: 20 } })
    await running.memos.add([place.record('a.m4a', 'voice: alpha words')], NEVER)
    await until(() => titles(running)[0] === 'About alpha', running.rows)
    expect(tries).toBe(5)
  })
})

describe('a speech model that is broken', () => {
  it('leaves the memo to another one as soon as there is one', async () => {
    const asked: string[] = []
    const speech = createFakeSpeech()
    const running = start({
      models: { speech: fakeModel('whisper-bad') },
      deps: {
        speech: {
          ...speech,
          writeDownWindow: async (request) => {
            asked.push(request.model.id)
            if (request.model.id === 'whisper-bad') throw broken()
            return speech.writeDownWindow(request)
          },
        },
        retryMs: 20,
      },
    })
    await running.memos.add([place.record('a.m4a', 'voice: alpha words')], NEVER)
    await until(() => running.rows()[0]?.waitsFor === 'model', running.rows)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(asked).toEqual(['whisper-bad'])
    running.setModels({ speech: fakeModel('whisper-good') })
    await until(() => running.rows()[0]?.state === 'filed', running.rows)
    expect(asked).toEqual(['whisper-bad', 'whisper-good'])
  })
})
