import { randomInt } from 'node:crypto'
import type { LlamaModel, LLamaChatGenerateResponseOptions } from 'node-llama-cpp'
import type { Sampling } from '../../../contract/settings.ts'

// What most models of today are shown with where their file does not tell; docs/settings.md says so. A penalty harms code and tables.
const COMMON = { temperature: 0.7, topP: 0.95, topK: 40, minP: 0.05, repeatPenalty: 1 } as const
const MOST_SEED = 2 ** 32 - 1

export type Chosen = { readonly [Key in keyof Sampling]-?: number }

/** The settings of one answer: what is asked for, else what the model's file recommends, else common values. */
export const chooseSampling = (asked: Sampling, fromFile: Sampling): Chosen => ({
  temperature: asked.temperature ?? fromFile.temperature ?? COMMON.temperature,
  topP: asked.topP ?? fromFile.topP ?? COMMON.topP,
  topK: asked.topK ?? fromFile.topK ?? COMMON.topK,
  minP: asked.minP ?? fromFile.minP ?? COMMON.minP,
  repeatPenalty: asked.repeatPenalty ?? fromFile.repeatPenalty ?? COMMON.repeatPenalty,
  seed: asked.seed ?? randomInt(MOST_SEED),
})

/** `general.sampling.*` of a model's file; what is no sensible number is passed over. */
export const samplingOfFile = (model: LlamaModel): Sampling => {
  const stored = (model.fileInfo.metadata.general as { readonly sampling?: Readonly<Record<string, unknown>> }).sampling ?? {}
  const read = (key: string, least: number, most: number): number | undefined => {
    const value = Number(stored[key] ?? Number.NaN)
    return value >= least && value <= most ? value : undefined
  }
  const topK = read('top_k', 0, 1000)
  return {
    temperature: read('temp', 0, 5),
    topP: read('top_p', Number.MIN_VALUE, 1),
    topK: topK === undefined ? undefined : Math.round(topK),
    minP: read('min_p', 0, 1),
    repeatPenalty: read('penalty_repeat', 0.5, 2),
  }
}

/** The same in the library's words. */
export const samplingOptions = ({ repeatPenalty, ...rest }: Chosen): Pick<LLamaChatGenerateResponseOptions, 'temperature' | 'topP' | 'topK' | 'minP' | 'seed' | 'repeatPenalty'> => ({
  ...rest,
  repeatPenalty: repeatPenalty === 1 ? false : { penalty: repeatPenalty },
})
