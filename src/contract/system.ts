import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { appErrors } from './problem.ts'
import { SettingsProblemSchema } from './settings.ts'

export const CheckSchema = z.object({
  /** Stable name, e.g. `engine.speech`, `folder.vault`. */
  id: z.string(),
  title: z.string(),
  state: z.enum(['ok', 'wait', 'fail']),
  detail: z.string(),
  next: z.string().optional(),
})
export type Check = z.infer<typeof CheckSchema>

export const EngineStateSchema = z.object({
  kind: z.string(),
  model: z.string(),
  path: z.string(),
  pid: z.number().int().nullable(),
  device: z.string().nullable(),
  rssBytes: z.number().nullable(),
  busy: z.boolean(),
  idleSeconds: z.number(),
  /** File, contexts and what it computes in: measured where the engine tells, reckoned otherwise. */
  memoryBytes: z.number(),
  contextTokens: z.number().int().nullable(),
  /** Of its last answer. */
  tokensPerSecond: z.number().nullable(),
  /** Who works with it, or did last. */
  users: z.array(z.string()),
  /** Null while it works, or stays. */
  leavesInSeconds: z.number().nullable(),
})
export type EngineState = z.infer<typeof EngineStateSchema>

export const WatchedFolderSchema = z.object({
  path: z.string(),
  kind: z.enum(['voice-memos', 'folder']),
  state: z.enum(['ok', 'denied', 'missing', 'empty']),
  /** Recordings on this machine, and those that are still in iCloud. */
  here: z.number().int(),
  inCloud: z.number().int(),
})
export type WatchedFolder = z.infer<typeof WatchedFolderSchema>

export const StatusSchema = z.object({
  version: z.string(),
  platform: z.enum(['macos', 'linux', 'other']),
  /** `This Mac` or `This computer`. */
  machineName: z.string(),
  vaultPath: z.string(),
  stateFolder: z.string(),
  /** Nothing was ever filed, and the person has not yet closed the welcome. */
  firstRun: z.boolean(),
  speech: z.enum(['ready', 'demo-only', 'missing']),
  language: z.enum(['ready', 'missing']),
  vad: z.enum(['ready', 'missing']),
  engines: z.array(EngineStateSchema),
  folders: z.array(WatchedFolderSchema),
  settingsProblems: z.array(SettingsProblemSchema),
})
export type Status = z.infer<typeof StatusSchema>

const base = oc.errors(appErrors)

export const systemContract = {
  status: base.input(z.object({})).output(StatusSchema),
  /** A snapshot at once, then a new one whenever something changed, at most one a second. */
  statusChanges: base.output(eventIterator(StatusSchema)),
  doctor: base.input(z.object({})).output(z.object({ checks: z.array(CheckSchema) })),
  finishFirstRun: base.input(z.object({})).output(z.object({})),
}
