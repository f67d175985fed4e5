import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { implement } from '@orpc/server'
import { onTestFinished } from 'vitest'
import { contract } from '../../src/contract/index.ts'
import type { Status } from '../../src/contract/system.ts'
import type { Log } from '../../src/main/core/ports/index.ts'
import { createAudioSigner, createWebDoor, type WebDoorDeps } from '../../src/main/web/index.ts'
import type { HostRouter } from '../../src/main/rpc/index.ts'

export interface LogLine {
  readonly event: string
  readonly fields: unknown
}

/** A log that can be read back. */
export const createMemoryLog = (): Log & { readonly lines: LogLine[] } => {
  const lines: LogLine[] = []
  const add = (event: string, fields: unknown): void => void lines.push({ event, fields })
  return { lines, debug: add, info: add, warn: add, error: (event, error, fields) => add(event, { ...fields, error }) }
}

export const STATUS: Status = {
  version: '0', platform: 'linux', machineName: 'This computer', vaultPath: '/vault', stateFolder: '/state', firstRun: true,
  speech: 'missing', language: 'missing', vad: 'missing', engines: [], folders: [], settingsProblems: [],
}

/** The real contract, with only what a test asks answered. */
export const routerOf = (answers: {
  readonly status?: () => Status | Promise<Status>
  readonly statusChanges?: (signal: AbortSignal) => AsyncGenerator<Status>
}): HostRouter => {
  const { system } = implement(contract)
  return {
    system: {
      status: system.status.handler(() => answers.status?.() ?? STATUS),
      statusChanges: system.statusChanges.handler(({ signal }) => answers.statusChanges?.(signal ?? new AbortController().signal) ?? nothing()),
    },
  } as unknown as HostRouter
}

async function* nothing(): AsyncGenerator<Status> {}

export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'freehold-door-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export const TOKEN = 'test-token-of-this-start'

/** A real door on a free port and a unix socket, closed when the test ends. */
export const openDoor = async (changes: Partial<WebDoorDeps> = {}) => {
  const folder = await temporaryFolder()
  const audioSigner = createAudioSigner(() => Date.now())
  const log = createMemoryLog()
  const socketPath = changes.socketPath ?? join(folder, 'run', 'host.sock')
  const door = await createWebDoor({
    port: 0, socketPath, staticFolder: join(folder, 'page'), router: routerOf({}), token: TOKEN, audioSigner, log,
    maxUploadBytes: () => 1_000_000_000,
    receiveUpload: async ({ body }) => {
      for await (const _chunk of body);
      return { rowId: 'file-1', duplicate: false }
    },
    receiveAttachment: async ({ name, body }) => {
      for await (const _chunk of body);
      return { attachmentId: 'a1', title: name, state: 'reading', fraction: null, attachment: null, problem: null, notice: null }
    },
    dictate: async () => ({ text: '' }),
    receiveModel: async () => ({ id: 'model' }),
    openAudio: async () => null,
    ...changes,
  })
  onTestFinished(() => door.close())
  const origin = `http://127.0.0.1:${door.port}`
  return { door, origin, port: door.port ?? 0, socketPath, folder, audioSigner, log }
}
