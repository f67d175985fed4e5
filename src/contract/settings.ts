import { oc } from '@orpc/contract'
import { z } from 'zod'
import { ApiSettingsSchema } from './local-api.ts'
import { CatalogueModelSchema } from './models.ts'
import { PrivacySettingsSchema } from './privacy.ts'
import { appErrors } from './problem.ts'

// A hidden folder is not read again, so that its notes would be lost to the list.
const FolderInVaultSchema = z.string().min(1).refine((folder) => !folder.split(/[\\/]/).some((part) => part.trim().startsWith('.')) && !/^(~|[A-Za-z]:)/.test(folder), {
  error: 'is to be a folder in the vault, and not a hidden one.',
})

/** How the next word is chosen; see docs/settings.md. */
export const SamplingSchema = z.strictObject({
  temperature: z.number().min(0).max(5).optional(),
  topP: z.number().gt(0).max(1).optional(),
  topK: z.number().int().min(0).max(1000).optional(),
  minP: z.number().min(0).max(1).optional(),
  repeatPenalty: z.number().min(0.5).max(2).optional(),
  seed: z.number().int().min(0).max(4_294_967_295).optional(),
})
export type Sampling = z.infer<typeof SamplingSchema>

/** `settings.yaml`: every key has a default, so an empty file is valid. Documented in docs/settings.md. */
export const SettingsSchema = z.strictObject({
  memos: z
    .strictObject({
      /** Folders to watch; `~` is the home folder. On macOS the Voice Memos library is watched as well. */
      watch: z.array(z.string().min(1)).default([]),
      voiceMemos: z.boolean().default(true),
      copyAudio: z.boolean().default(false),
      /** Seconds a file's size and time must stand still before it is read. */
      restSeconds: z.number().min(0).max(3600).default(2),
      /** Folder rules, first match wins; the default folder is `Memos/<year>/<month>`. */
      folders: z
        .array(z.strictObject({ tag: z.string().optional(), voiceMemosFolder: z.string().optional(), titleContains: z.string().optional(), folder: FolderInVaultSchema }))
        .default([]),
      maxHours: z.number().positive().max(48).default(12),
    })
    .prefault({}),
  models: z
    .strictObject({
      /** A model's id or path; `auto` takes the best that is found; `demo` takes the tiny one, knowingly. */
      speech: z.string().default('auto'),
      language: z.string().default('auto'),
      vad: z.string().default('auto'),
      /** Finds notes by meaning; also what apps get for embeddings without a model's name. */
      embedding: z.string().default('auto'),
      keepAliveMinutes: z.number().min(0).max(1440).default(5),
      /** 0 chooses by the machine. */
      threads: z.number().int().min(0).max(256).default(0),
      /** Tokens that a language model holds at once; more takes more memory. 0 chooses by the memory of this machine, never more than the model was made for. */
      contextTokens: z.number().int().min(0).max(1_048_576).default(0),
      /** How exactly a context is kept: `q8_0` takes about half the memory of `f16`. */
      contextType: z.enum(['f16', 'q8_0']).default('f16'),
      /** Memory in GB for all models together; 0 leaves this machine enough for everything else. */
      budgetGigabytes: z.number().min(0).max(4096).default(0),
      /** Models of one's own, beside those of the catalogue; one with the id of another replaces it. */
      catalogue: z.array(CatalogueModelSchema).default([]),
      /** Where `hf:` leads; another address for places without Hugging Face. */
      endpoint: z.url({ protocol: /^https?$/ }).default('https://huggingface.co'),
      /** Name of the credential with a token for Hugging Face, for models that ask for one. */
      credential: z.string().default('huggingface'),
      /** By model id; what is left out comes from the model's file, or is a common value. */
      sampling: z.record(z.string(), SamplingSchema).default({}),
    })
    .prefault({}),
  chat: z
    .strictObject({
      /** Told to the model at the start of every chat. */
      instructions: z.string().max(20_000).default(''),
      mode: z.union([z.literal('auto'), z.literal('local-only'), z.literal('ask')]).default('auto'),
      /** What becomes of the oldest turns when a chat no longer fits. */
      whenFull: z.enum(['ask', 'summarise', 'leave-out']).default('ask'),
      maxAnswerTokens: z.number().int().min(16).max(64_000).default(2048),
    })
    .prefault({}),
  speech: z
    .strictObject({
      /** ISO 639-1 (`de`), or `auto`. */
      language: z.string().default('auto'),
      /** Words the engine should expect: names, terms. */
      vocabulary: z.array(z.string()).default([]),
    })
    .prefault({}),
  privacy: PrivacySettingsSchema,
  api: ApiSettingsSchema,
  web: z.strictObject({ port: z.number().int().min(0).max(65535).default(0), maxUploadMegabytes: z.number().positive().default(4096) }).prefault({}),
})
export type Settings = z.infer<typeof SettingsSchema>

export const SettingsProblemSchema = z.object({ message: z.string(), line: z.number().int().nullable(), column: z.number().int().nullable() })
export type SettingsProblem = z.infer<typeof SettingsProblemSchema>

export const settingsContract = {
  get: oc.errors(appErrors).input(z.object({})).output(z.object({ settings: SettingsSchema, path: z.string(), problems: z.array(SettingsProblemSchema) })),
  /** Changes one value by its dotted path, keeping the file's comments. */
  set: oc
    .errors(appErrors)
    .input(z.object({ path: z.string().regex(/^[a-zA-Z]+(\.[a-zA-Z]+)*$/), value: z.json() }))
    .output(z.object({ settings: SettingsSchema })),
}
