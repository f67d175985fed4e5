import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { BenchResultSchema } from '../../../contract/models.ts'
import type { Log, ModelMeasures } from '../../core/ports/index.ts'
import { replaceFile } from './replace-file.ts'

const WRITE_AFTER_MS = 1000
const MOST_FILES = 500
const MOST_SIZES = 20

const MeasuredSchema = z.object({ sizeBytes: z.number(), modifiedMs: z.number(), memory: z.record(z.string(), z.number().int().positive()), bench: BenchResultSchema.nullable() })
type Measured = z.infer<typeof MeasuredSchema>
const FileSchema = z.record(z.string(), MeasuredSchema)

/** The measures as a small JSON file. One that cannot be read is begun anew: everything in it can be measured again. */
export const createModelMeasures = (path: string, log: Pick<Log, 'warn'>): ModelMeasures => {
  const files = read(path, log)
  let timer: NodeJS.Timeout | undefined
  let saved: Promise<void> = Promise.resolve()

  const save = (): void => {
    clearTimeout(timer)
    timer = undefined
    // One write after the other, each of what holds then. A figure that is lost is measured again.
    saved = saved.then(() => replaceFile(path, JSON.stringify(Object.fromEntries(files)))).catch((error: unknown) => log.warn('models.measures-not-kept', { reason: error instanceof Error ? error.name : 'unknown' }))
  }

  const known = (model: string): Measured | null => {
    const measured = files.get(model)
    const facts = measured && factsOf(model)
    return measured && facts?.sizeBytes === measured.sizeBytes && facts.modifiedMs === measured.modifiedMs ? measured : null
  }

  const note = (model: string, change: (measured: Measured) => Measured): void => {
    const facts = factsOf(model)
    if (facts === null) return
    const before = known(model) ?? { ...facts, memory: {}, bench: null }
    // Last in the order is last noted: the first leaves when there are too many.
    files.delete(model)
    files.set(model, change(before))
    const [oldest] = files.keys()
    if (files.size > MOST_FILES && oldest !== undefined) files.delete(oldest)
    timer ??= setTimeout(save, WRITE_AFTER_MS).unref()
  }

  return {
    memoryBytes: (model, contextTokens) => known(model)?.memory[sizeKey(contextTokens)] ?? null,
    bench: (model) => known(model)?.bench ?? null,
    noteMemory: (model, contextTokens, bytes) =>
      note(model, (measured) => {
        const key = sizeKey(contextTokens)
        const others = Object.entries(measured.memory).filter(([size]) => size !== key).slice(1 - MOST_SIZES)
        return { ...measured, memory: { ...Object.fromEntries(others), [key]: Math.ceil(bytes) } }
      }),
    noteBench: (model, bench) => note(model, (measured) => ({ ...measured, bench })),
    close: async () => {
      if (timer !== undefined) save()
      await saved
    },
  }
}

const sizeKey = (contextTokens: number | null): string => (contextTokens === null ? 'none' : String(contextTokens))

const factsOf = (path: string): { readonly sizeBytes: number; readonly modifiedMs: number } | null => {
  try {
    const { size, mtimeMs } = statSync(path)
    return { sizeBytes: size, modifiedMs: mtimeMs }
  } catch {
    return null
  }
}

const read = (path: string, log: Pick<Log, 'warn'>): Map<string, Measured> => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return new Map()
  }
  try {
    return new Map(Object.entries(FileSchema.parse(JSON.parse(text))))
  } catch {
    log.warn('models.measures-broken')
    return new Map()
  }
}
