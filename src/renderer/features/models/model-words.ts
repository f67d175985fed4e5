import type { BenchResult, Fit, InstalledModel, ModelKind, ModelsState, RunningModel } from '../../../contract/models.ts'
import { durationInWords } from '../../words/durations.ts'
import { gigabytesOfMemory, memoryInWords } from '../../words/memory.ts'
import { sizeInWords } from '../../words/sizes.ts'

/** What a model is for, in a word. */
export const FOR: Readonly<Record<ModelKind, string>> = { whisper: 'Speech', parakeet: 'Speech', vad: 'Finds speech', language: 'Chat', embedding: 'Search' }

/** The setting that names the model of a task, and the task in words: `Use for chat`. */
export const TASK_OF: Readonly<Record<ModelKind, { readonly setting: 'speech' | 'vad' | 'language' | 'embedding'; readonly words: string }>> = {
  whisper: { setting: 'speech', words: 'speech' },
  parakeet: { setting: 'speech', words: 'speech' },
  vad: { setting: 'vad', words: 'finding speech' },
  language: { setting: 'language', words: 'chat' },
  embedding: { setting: 'embedding', words: 'search' },
}

const TASKS: Readonly<Record<InstalledModel['tasks'][number], string>> = { chat: 'Answers in chats', speech: 'Writes memos down', vad: 'Finds speech', embedding: 'Finds notes' }

const figure = (value: number): string => (value < 9.95 ? value.toFixed(1).replace('.0', '') : Math.round(value).toLocaleString('en'))

/** How fast a model of a kind is: `31 tok/s`, `62× as fast as speech`, `40 texts/s`. */
export const speedInWords = (kind: ModelKind, perSecond: number): string => {
  if (kind === 'language') return `${figure(perSecond)} tok/s`
  return kind === 'embedding' ? `${figure(perSecond)} texts/s` : `${figure(perSecond)}× as fast as speech`
}

const VERDICTS = { well: 'Fits well.', tight: 'Tight.', no: 'Will not fit.' } as const

/** Verdict first, figures after: `Tight.` and `9.1 of 10.0 GB`. */
export const fitInWords = ({ verdict, neededBytes, budgetBytes }: Fit): { readonly verdict: string; readonly figures: string } => ({
  verdict: VERDICTS[verdict],
  figures: verdict === 'no' ? `Needs ${memoryInWords(neededBytes)}` : `${memoryInWords(neededBytes).replace(/ GB$/, '')} of ${gigabytesOfMemory(budgetBytes)} GB`,
})

const listed = (names: readonly string[]): string => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`)

/** A model in memory, in two lines: what it does, and what it takes. */
export const runningInWords = ({ kind, busy, users, tokensPerSecond, memoryBytes, contextTokens, leavesInSeconds }: RunningModel, bench: BenchResult | null): readonly [string, string] => {
  const by = users.length > 0 ? ` by ${listed(users)}` : ''
  const speed = tokensPerSecond === null ? '' : `, ${speedInWords(kind, tokensPerSecond)}`
  const leaves = leavesInSeconds === null ? '' : `, leaves in ${durationInWords(leavesInSeconds)}`
  const size = memoryInWords(memoryBytes)
  const measured = bench === null ? size : `${size} · ${speedInWords(kind, bench.perSecond)}`
  return [busy ? `In use${by}${speed}` : `Ready${leaves}`, contextTokens === null ? measured : `${size} · room for ${contextTokens.toLocaleString('en')} tokens`]
}

/** A model that is not in memory: what it is used for, and what it takes on the disk. */
export const restingInWords = ({ kind, tasks, sizeBytes, bench }: InstalledModel): readonly [string, string] => [
  tasks.length > 0 ? tasks.map((task) => TASKS[task]).join('. ') : 'Not used now',
  `${sizeInWords(sizeBytes)} on the disk${bench === null ? '' : ` · ${speedInWords(kind, bench.perSecond)}`}`,
]

/** What was measured, as one sentence. */
export const benchInWords = (kind: ModelKind, { perSecond, readPerSecond, firstTokenMs, memoryBytes }: BenchResult): string =>
  [
    kind === 'language' ? `Writes ${speedInWords(kind, perSecond)}` : speedInWords(kind, perSecond),
    ...(readPerSecond === null ? [] : [`reads ${speedInWords('language', readPerSecond)}`]),
    ...(firstTokenMs === null ? [] : [`first word after ${(firstTokenMs / 1000).toFixed(1)} s`]),
    `takes ${memoryInWords(memoryBytes)} of memory.`,
  ].join(', ')

/** `M3, 16 GB`: memory as its maker counts it. */
export const machineInWords = ({ chip, totalBytes }: ModelsState['machine']): string => [...(chip === null ? [] : [chip]), `${Math.round(totalBytes / 2 ** 30)} GB`].join(', ')

/** A link to a model and not a word to look for. */
export const isModelLink = (text: string): boolean => /^(hf:|https?:\/\/)\S+$/i.test(text.trim())

/** Whether a file of this name may be a model. */
export const isModelFile = (name: string): boolean => /\.(gguf|bin)$/i.test(name)

/** The page where a model's licence is agreed to; null for a source that has none. */
export const sourcePage = (ref: string): string | null => {
  const path = /^hf:([^/]+\/[^/]+)/.exec(ref)?.[1]
  return path === undefined ? null : `https://huggingface.co/${path}`
}
