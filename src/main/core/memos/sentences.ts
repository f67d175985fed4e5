import type { Problem } from '../../../contract/errors.ts'
import type { WaitReason } from '../../../contract/memos.ts'
import type { Entry } from '../ports/index.ts'

const WAITS: Readonly<Record<WaitReason, string>> = {
  rest: 'Waits until the file stands still.',
  turn: 'Waits for its turn.',
  model: 'Waits for a model that can write it down.',
  download: 'Still in iCloud. Open Voice Memos once and it comes down by itself.',
  vault: 'Waits for the vault folder, which cannot be written to.',
  disk: 'Waits for room on the disk.',
  pause: 'Paused.',
  decoder: 'Waits for a program that opens this kind of recording.',
}

/** Why it waits, in a sentence; an exact one when something went wrong. */
export const waitSentence = (reason: WaitReason, entry: Pick<Entry, 'problem' | 'notePath'>): string => {
  if (reason === 'model' && entry.problem === null && entry.notePath !== null) return 'Filed with the words it came with. Waits for a model that can write it down.'
  return entry.problem === null || reason === 'download' || reason === 'pause' ? WAITS[reason] : entry.problem.message
}

export const NO_SPEECH = 'No speech in it. Kept as a note that says so.'

/** The recording was read up to here, and what comes before is filed. */
export const damageSentence = (afterSeconds: number, outcome: 'filed' | 'written down' = 'filed'): string =>
  `The recording is damaged after ${clockTime(afterSeconds)}. What comes before it is ${outcome}.`

/** The same content lies here under another name. */
export const sameRecording = (title: string): Problem => ({ code: 'CONFLICT', message: `The same recording as “${title}”, which is filed once.` })

export const GONE: Problem = {
  code: 'FILE_GONE',
  message: 'The recording was moved or deleted before it was written down.',
  next: 'Put it back where it was, or drop it here again.',
}

export const CRASHED_THRICE: Problem = {
  code: 'ENGINE_CRASHED',
  message: 'The recording is safe. The engine broke off three times while writing it down.',
  next: 'Try again, or write it down with another model.',
}

export const OUR_FAULT: Problem = {
  code: 'DECODER_FAILED',
  message: 'The recording is safe. Something went wrong in Freehold while working on it.',
  next: 'Try again. The log of Freehold says more.',
}

/** A model was asked for by name, and is not here. */
export const noSuchModel = (name: string): Problem => ({
  code: 'NO_MODEL',
  message: `The model “${name}” is not on this machine.`,
  next: 'Put its file into a models folder, or choose another one.',
})

export const NO_MODEL: Problem = {
  code: 'NO_MODEL',
  message: 'There is no model here that can write it down.',
  next: 'Put a speech model into a models folder; the page offers some.',
}

/** `03:12`, or `1:03:12` from an hour on. */
export const clockTime = (seconds: number): string => {
  const whole = Math.floor(seconds)
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (part: number): string => String(part).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`
}
