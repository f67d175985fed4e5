import type { LoadModel } from '../../core/ports/index.ts'
import { loadParakeet } from './load-parakeet.ts'
import { loadVad } from './load-vad.ts'
import { loadWhisper } from './load-whisper.ts'

/** Loads a speech model of any kind in the child process. */
export const loadSpeechModel: LoadModel = (model) => {
  switch (model.kind) {
    case 'whisper':
      return loadWhisper(model)
    case 'parakeet':
      return loadParakeet(model)
    case 'vad':
      return loadVad(model)
    default:
      return Promise.reject(new Error('This is not a kind of speech model.'))
  }
}
