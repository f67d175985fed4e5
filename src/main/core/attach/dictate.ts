import { AppError } from '../../../contract/errors.ts'
import type { AttachDeps } from './deps.ts'
import { noSpeechModel } from './sentences.ts'

/** Writes down what was said into the microphone; nothing of it is filed, and the recording is deleted. */
export const dictate = async (
  { store, memos, maxUploadBytes }: Pick<AttachDeps, 'store' | 'memos' | 'maxUploadBytes'>,
  recording: { readonly body: AsyncIterable<Uint8Array>; readonly signal: AbortSignal },
  closing: AbortSignal,
): Promise<{ readonly text: string }> => {
  const signal = AbortSignal.any([recording.signal, closing])
  const path = await store.receive({ name: 'dictation', body: recording.body, maxBytes: maxUploadBytes(), signal })
  try {
    for await (const event of memos.transcribeFile({ path, file: false }, signal)) if (event.type === 'result') return { text: event.result.text.trim() }
    signal.throwIfAborted()
    return { text: '' }
  } catch (error) {
    if (error instanceof AppError && error.code === 'EMPTY_FILE') return { text: '' }
    if (error instanceof AppError && error.code === 'NO_MODEL') throw noSpeechModel()
    throw error
  } finally {
    await store.letGo(path)
  }
}
