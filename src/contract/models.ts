import { oc } from '@orpc/contract'
import { z } from 'zod'
import { appErrors } from './problem.ts'

export const ModelKindSchema = z.enum(['whisper', 'parakeet', 'vad', 'language', 'embedding'])
export type ModelKind = z.infer<typeof ModelKindSchema>

export const ModelFileSchema = z.object({
  /** The file's name without its ending; what settings and `--model` take. A path is taken too. */
  id: z.string(),
  kind: ModelKindSchema,
  path: z.string(),
  sizeBytes: z.number().int(),
  /** The tiny model that ships for the samples: never taken for a real one. */
  demo: z.boolean(),
  /** A sentence when the file cannot be used (cut short, not a model); null when it can. */
  fault: z.string().nullable(),
})
export type ModelFile = z.infer<typeof ModelFileSchema>

/** A real model the person can fetch; shown with where to put it. */
export const OfferedModelSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: ModelKindSchema,
  fileName: z.string(),
  sizeBytes: z.number().int(),
  goodFor: z.string(),
  /** Hugging Face repository, `owner/name`. */
  repository: z.string(),
})
export type OfferedModel = z.infer<typeof OfferedModelSchema>

export const modelsContract = {
  list: oc.errors(appErrors).input(z.object({})).output(
    z.object({
      found: z.array(ModelFileSchema),
      offered: z.array(OfferedModelSchema),
      /** Folders looked in, first wins. */
      folders: z.array(z.string()),
      /** Ids in use per task; null when none fits. */
      inUse: z.object({ speech: z.string().nullable(), vad: z.string().nullable(), language: z.string().nullable() }),
    }),
  ),
}
