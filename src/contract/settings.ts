import { oc } from '@orpc/contract'
import { z } from 'zod'
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
      keepAliveMinutes: z.number().min(0).max(1440).default(5),
      /** 0 chooses by the machine. */
      threads: z.number().int().min(0).max(256).default(0),
      /** Tokens that a language model holds at once; more takes more memory. 0 is 8192, or what the model was made for where that is less. */
      contextTokens: z.number().int().min(0).max(1_048_576).default(0),
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
