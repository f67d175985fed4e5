import { AppError } from '../../../contract/errors.ts'
import type { ModelFile, ModelKind } from '../../../contract/models.ts'
import type { ApiCaller, LlmEvent, LocalApiWork } from '../ports/index.ts'
import { chatElsewhere } from './chat-elsewhere.ts'
import type { LocalApiDeps } from './deps.ts'
import type { FairQueue } from './fair-queue.ts'
import { refToPull, refuseUnlessManaging } from './manage-models.ts'
import { pullModel } from './pull-model.ts'
import type { SeenModels } from './seen-models.ts'

type Deps = Pick<LocalApiDeps, 'llm' | 'answer' | 'models' | 'transcribeFile' | 'downloads' | 'clock' | 'settings' | 'catalogue'>

const SPEECH: readonly ModelKind[] = ['whisper', 'parakeet']
const LANGUAGE: readonly ModelKind[] = ['language']
const MEANING: readonly ModelKind[] = ['embedding', 'language']

/** Where a queue stands: a speech model works on one recording after the other, the others on several at once. */
export const atOnceOf = (place: string): number => (place.startsWith('speech:') ? 1 : TOGETHER)
// As many sequences as the engine has for calls that are together.
const TOGETHER = 8

/** What apps may ask for, each call in its turn. */
export const createWork = (deps: Deps, seen: SeenModels, queue: FairQueue): LocalApiWork => {
  const { llm, models } = deps
  const here = (name: string, kinds: readonly ModelKind[], task: string): ModelFile => {
    const named = seen.resolve(name)
    if (named.type === 'elsewhere') throw new AppError('BAD_REQUEST', `${name} cannot ${task} here: it is on another server.`, { next: 'Use a model on this computer.' })
    if (!kinds.includes(named.model.kind)) throw new AppError('BAD_REQUEST', `${named.model.id} cannot ${task}.`, { next: 'The list of models says what each is for.' })
    return named.model
  }
  const inTurn = async function* (caller: ApiCaller, place: string, signal: AbortSignal, work: () => AsyncGenerator<LlmEvent, undefined, void>): AsyncGenerator<LlmEvent, undefined, void> {
    const leave = await queue.enter(caller.clientId, place, signal)
    try {
      yield* work()
    } finally {
      leave()
    }
    return undefined
  }
  const once = async <T>(caller: ApiCaller, place: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    const leave = await queue.enter(caller.clientId, place, signal)
    try {
      return await work()
    } finally {
      leave()
    }
  }

  return {
    models: seen.list,
    findModel: seen.find,
    chat: async function* (caller, request) {
      const named = seen.resolve(request.model)
      if (named.type === 'elsewhere') yield* inTurn(caller, `elsewhere:${named.destination}`, request.signal, () => chatElsewhere(deps, caller, named, request))
      else {
        const model = here(request.model, LANGUAGE, 'chat')
        yield* inTurn(caller, `here:${model.path}`, request.signal, () => llm.chat({ ...request, model, turn: 'together', conversation: '', user: caller.name }))
      }
      return undefined
    },
    complete: async function* (caller, request) {
      const model = here(request.model, LANGUAGE, 'go on with a text')
      yield* inTurn(caller, `here:${model.path}`, request.signal, () => llm.complete({ ...request, model, turn: 'together', user: caller.name }))
      return undefined
    },
    embed: (caller, request) =>
      inPromise(() => {
        const model = here(request.model, MEANING, 'turn texts into numbers')
        return once(caller, `here:${model.path}`, request.signal, () => llm.embed({ ...request, model, user: caller.name }))
      }),
    transcribe: (caller, { model: name, path, language, signal }) =>
      inPromise(() => {
        const model = here(name, SPEECH, 'write speech down')
        return once(caller, `speech:${model.path}`, signal, async () => {
          for await (const event of deps.transcribeFile({ path, model: model.id, language, file: false }, signal)) {
            if (event.type !== 'result') continue
            const { ok, error, text, durationSeconds, segments, language: spoken } = event.result
            if (!ok) throw new AppError(error?.code ?? 'DECODER_FAILED', error?.message ?? 'This recording could not be written down.', { next: error?.next })
            return { text, language: spoken, durationSeconds, segments }
          }
          signal.throwIfAborted()
          throw new AppError('CUT_OFF', 'The recording was not written down to its end.')
        })
      }),
    unload: async (_caller, name) => {
      const named = seen.resolve(name)
      if (named.type === 'here') await models.unload(named.model.id)
    },
    load: async (caller, name, options, signal) => {
      const named = seen.resolve(name)
      // A speech model is loaded with its recording.
      if (named.type === 'elsewhere' || SPEECH.includes(named.model.kind)) return
      const { model } = named
      await once(caller, `here:${model.path}`, signal, async () => {
        // One word is enough to have it in memory as it is asked for.
        if (model.kind === 'embedding') await llm.embed({ ...options, model, texts: ['.'], user: caller.name, signal })
        else for await (const _event of llm.complete({ ...options, model, prompt: '.', maxTokens: 1, turn: 'together', user: caller.name, signal }));
      })
    },
    pull: async function* (_caller, ref, signal) {
      yield* pullModel(deps, refToPull(deps, ref), signal)
      return undefined
    },
    remove: async (_caller, name) => {
      refuseUnlessManaging(deps, 'delete a model')
      await models.remove(here(name, [...SPEECH, ...MEANING], 'be removed').id)
    },
  }
}

/** What is wrong with a request rejects, as everything does that comes later. */
const inPromise = async <T>(work: () => Promise<T>): Promise<T> => work()
