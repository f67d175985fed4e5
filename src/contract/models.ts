import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { appErrors, ProblemSchema } from './problem.ts'

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

/** Where a model comes from: `hf:owner/repository/file.gguf`, or an https address. */
export const ModelSourceSchema = z.string().regex(/^(hf:[\w.-]+\/[\w.-]+\/\S+|https?:\/\/\S+)$/, { error: 'is hf:owner/repository/file or an address.' })

/** One model of the catalogue, `resources/models.yaml`, or of the person's own additions (`models.catalogue`). */
export const CatalogueModelSchema = z.strictObject({
  /** Its file's name without the ending. */
  id: z.string().regex(/^[\w.-]{1,120}$/),
  name: z.string().min(1).max(60),
  kind: ModelKindSchema,
  source: ModelSourceSchema,
  /** Other addresses of the very same file, tried in order when the first cannot be had. */
  mirrors: z.array(z.url({ protocol: /^https?$/ })).default([]),
  fileName: z.string().regex(/^[\w.-]{1,160}\.(gguf|bin)$/),
  sizeBytes: z.number().int().positive(),
  /** Hex; left out where the source tells it (Hugging Face does). */
  sha256: z.string().regex(/^[0-9a-f]{64}$/).optional(),
  licence: z.string().min(1),
  /** ISO 639-1, or `many`. */
  languages: z.array(z.string().min(2)).min(1),
  /** Tokens it was made to hold; left out where that means nothing. */
  contextTokens: z.number().int().positive().optional(),
  /** One line that a layman understands. */
  goodFor: z.string().min(1).max(120),
  /** The source gives it only to who has agreed to its licence there: it asks for a token. */
  gated: z.boolean().default(false),
  /** Memory in GB of the Macs it is recommended for: 8, 16, 24, 32, 64. */
  recommendedGigabytes: z.array(z.union([z.literal(8), z.literal(16), z.literal(24), z.literal(32), z.literal(64)])).default([]),
})
export type CatalogueModel = z.infer<typeof CatalogueModelSchema>

/** Whether a model fits beside what this Mac needs for itself. */
export const FitSchema = z.object({
  verdict: z.enum(['well', 'tight', 'no']),
  /** One sentence: the because. */
  words: z.string(),
  /** File, context and what it computes in. */
  neededBytes: z.number().int(),
  /** What this Mac can spare for all models together. */
  budgetBytes: z.number().int(),
  /** The context it was reckoned for; null where that means nothing. */
  contextTokens: z.number().int().nullable(),
  /** Measured on this machine; reckoned otherwise. */
  measured: z.boolean(),
  /** Models in memory that would leave for it, by id. */
  leaves: z.array(z.string()),
  /** A smaller one of the catalogue that would fit, by id. */
  smaller: z.string().nullable(),
})
export type Fit = z.infer<typeof FitSchema>

/** A model of the catalogue, and whether it fits here. */
export const OfferedModelSchema = CatalogueModelSchema.extend({
  fit: FitSchema,
  /** Of the recommended set for this machine's memory. */
  recommended: z.boolean(),
  /** Added by the person. */
  own: z.boolean(),
})
export type OfferedModel = z.infer<typeof OfferedModelSchema>

export const BenchResultSchema = z.object({
  at: z.string(),
  /** Written a second; of a speech model the seconds of speech a second; of an embedding model texts a second. */
  perSecond: z.number(),
  /** Tokens of a prompt read a second; null where it reads none. */
  readPerSecond: z.number().nullable(),
  firstTokenMs: z.number().nullable(),
  memoryBytes: z.number().int(),
})
export type BenchResult = z.infer<typeof BenchResultSchema>

/** A model in memory. */
export const RunningModelSchema = z.object({
  id: z.string(),
  path: z.string(),
  kind: ModelKindSchema,
  memoryBytes: z.number().int(),
  contextTokens: z.number().int().nullable(),
  /** Of its last answer; null before the first. */
  tokensPerSecond: z.number().nullable(),
  busy: z.boolean(),
  /** Who works with it, or did last: `Chat`, `Memos`, an app's name. */
  users: z.array(z.string()),
  device: z.string().nullable(),
  /** Seconds until it leaves memory; null while it works, or when it stays. */
  leavesInSeconds: z.number().nullable(),
})
export type RunningModel = z.infer<typeof RunningModelSchema>

/** A model file on this machine, with what is known of it. */
export const InstalledModelSchema = ModelFileSchema.extend({
  /** From the catalogue, or its id. */
  name: z.string(),
  goodFor: z.string().nullable(),
  /** In a folder of ours, so that Freehold may remove it. */
  removable: z.boolean(),
  /** Tasks it is used for now. */
  tasks: z.array(z.enum(['chat', 'speech', 'vad', 'embedding'])),
  /** Tokens it was made for; null where the file does not tell. */
  trainTokens: z.number().int().nullable(),
  /** Null for a file with a fault. */
  fit: FitSchema.nullable(),
  bench: BenchResultSchema.nullable(),
})
export type InstalledModel = z.infer<typeof InstalledModelSchema>

export const DownloadSchema = z.object({
  downloadId: z.string(),
  /** As it was asked for: an id of the catalogue, `hf:…`, an address. */
  ref: z.string(),
  name: z.string(),
  fileName: z.string(),
  /** `asking`: the source is asked what there is. `checking`: what was here before is read again. */
  state: z.enum(['asking', 'waiting', 'coming', 'checking', 'paused', 'failed', 'done']),
  /** Never less than it was while it comes. */
  receivedBytes: z.number().int(),
  sizeBytes: z.number().int().nullable(),
  bytesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** Why it failed or waits, and what to do. */
  problem: ProblemSchema.nullable(),
  /** The source wants a token: the name of the credential it is read from. */
  wantsCredential: z.string().nullable(),
  /** Another address than Hugging Face's or the one asked for. */
  mirror: z.string().nullable(),
})
export type Download = z.infer<typeof DownloadSchema>

export const ModelsStateSchema = z.object({
  machine: z.object({
    /** `M3`, or the processor's name; null where the system does not tell. */
    chip: z.string().nullable(),
    totalBytes: z.number().int(),
    /** For all models together. */
    budgetBytes: z.number().int(),
    usedBytes: z.number().int(),
    /** Free for new files, in the folder of the models. */
    diskFreeBytes: z.number().int().nullable(),
  }),
  installed: z.array(InstalledModelSchema),
  running: z.array(RunningModelSchema),
  downloads: z.array(DownloadSchema),
  offered: z.array(OfferedModelSchema),
  /** Folders looked in, first wins. */
  folders: z.array(z.string()),
  /** The one of them that files come into. */
  ownFolder: z.string(),
  inUse: z.object({ speech: z.string().nullable(), vad: z.string().nullable(), language: z.string().nullable(), embedding: z.string().nullable() }),
})
export type ModelsState = z.infer<typeof ModelsStateSchema>

/** What a link or a name leads to, before anything is fetched. */
export const LookedUpModelSchema = z.object({
  ref: z.string(),
  name: z.string(),
  fileName: z.string(),
  sizeBytes: z.number().int().nullable(),
  sha256: z.string().nullable(),
  licence: z.string().nullable(),
  fit: FitSchema.nullable(),
  /** It is on this machine already, by id. */
  installed: z.string().nullable(),
  wantsCredential: z.string().nullable(),
})
export type LookedUpModel = z.infer<typeof LookedUpModelSchema>

const base = oc.errors(appErrors)
const nothing = z.object({})
const byId = z.object({ id: z.string().max(1000) })
const byDownload = z.object({ downloadId: z.string() })
const ref = z.string().min(1).max(2000)

export const modelsContract = {
  list: base.input(nothing).output(
    z.object({
      found: z.array(ModelFileSchema),
      offered: z.array(OfferedModelSchema),
      /** Folders looked in, first wins. */
      folders: z.array(z.string()),
      /** Ids in use per task; null when none fits. */
      inUse: z.object({ speech: z.string().nullable(), vad: z.string().nullable(), language: z.string().nullable(), embedding: z.string().nullable() }),
    }),
  ),
  state: base.input(nothing).output(ModelsStateSchema),
  /** A snapshot at once, then a new one whenever something changed, at most four a second. */
  changes: base.output(eventIterator(ModelsStateSchema)),
  /** Asks the source (through the gate) what a link, `hf:…` or an id of the catalogue stands for. A repository without a file lists its files. */
  lookUp: base.input(z.object({ ref })).output(z.object({ models: z.array(LookedUpModelSchema) })),
  /** Fetches a model; one that is coming already is the same download. */
  pull: base.input(z.object({ ref })).output(byDownload),
  pause: base.input(byDownload).output(nothing),
  /** Goes on, or tries again. */
  resume: base.input(byDownload).output(nothing),
  /** Ends it, and forgets what came of it. */
  cancel: base.input(byDownload).output(nothing),
  /** Takes in a file of this machine: it is copied (or cloned, where the disk can) and stays where it was. */
  addFile: base.input(z.object({ path: z.string().min(1).max(4096) })).output(byId),
  /** Deletes the file, if it lies in a folder of ours; ends its engine first. CONFLICT while it works. */
  remove: base.input(byId).output(nothing),
  fit: base.input(z.object({ ref, contextTokens: z.number().int().min(0).max(1_048_576).optional() })).output(FitSchema),
  /** Takes it out of memory; CONFLICT while it works. */
  unload: base.input(byId).output(nothing),
  /** Measures its speed on this machine, and keeps that. */
  bench: base.input(byId).output(eventIterator(z.discriminatedUnion('type', [z.object({ type: z.literal('step'), words: z.string() }), z.object({ type: z.literal('done'), result: BenchResultSchema })]))),
}
