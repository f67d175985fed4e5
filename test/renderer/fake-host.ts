// A double of the host, and said to be one: the real door, wire and contract in front of made-up recordings in memory.
// It is for the page's tests and pictures, where every state must be on screen at once; test/e2e has the real host.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { implement } from '@orpc/server'
import { AppError } from '../../src/contract/errors.ts'
import { contract } from '../../src/contract/index.ts'
import type { MemoChanges, MemoCounts, MemoDetail, MemoId, MemoRow, Segment } from '../../src/contract/memos.ts'
import { SettingsSchema, type Settings } from '../../src/contract/settings.ts'
import type { Status } from '../../src/contract/system.ts'
import { createRouter } from '../../src/main/rpc/index.ts'
import { createAudioSigner, createWebDoor } from '../../src/main/web/index.ts'
import { createFakeAttachments } from './fake-attachments.ts'
import { createFakeChat, type FakeChatOptions } from './fake-chat.ts'
import { createFakeLocalApi, type FakeLocalApiOptions } from './fake-local-api.ts'
import { fakeStatus } from './fake-machine.ts'
import { createFakeModels, type FakeModelsOptions } from './fake-models.ts'
import { writeSound } from './fake-sound.ts'
import { createFakePrivacy, type FakePrivacyOptions } from './fake-privacy.ts'
import { CANAL, DENTIST, dentistDetail, dentistSegments, detailOf, LONG, longSegments, memoId, row, speak } from './fake-memos.ts'

const countsOf = (rows: Iterable<MemoRow>, paused: boolean, extraFiled: number): MemoCounts => {
  const counts = { total: extraFiled, filed: extraFiled, working: 0, waiting: 0, needYou: 0, skipped: 0, cancelled: 0, paused }
  for (const { state, waitsFor } of rows) {
    counts.total += 1
    if (state === 'failed' || (state === 'waiting' && ['model', 'disk', 'vault', 'decoder'].includes(waitsFor ?? ''))) counts.needYou += 1
    else counts[state] += 1
  }
  return counts
}

const until = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })

export interface FakeHostOptions {
  readonly staticFolder: string
  readonly rows: readonly MemoRow[]
  readonly status?: Partial<Status>
  /** Filed recordings that are counted and not listed, for the header of a picture. */
  readonly extraFiled?: number
  readonly port?: number
  /** That of a host before, to come back as the same. */
  readonly token?: string
  /** What it says of privacy; made up as well. */
  readonly privacy?: FakePrivacyOptions
  readonly chat?: FakeChatOptions
  readonly models?: FakeModelsOptions
  readonly localApi?: FakeLocalApiOptions
}

export const startFakeHost = async ({ staticFolder, rows: first, status: changes = {}, extraFiled = 0, port = 0, token, privacy: privacyOptions, chat: chatOptions, models: modelsOptions, localApi: localApiOptions }: FakeHostOptions) => {
  const folder = await mkdtemp(join(tmpdir(), 'freehold-fake-'))
  const soundPath = join(folder, 'sound.wav')
  writeSound(soundPath, 401)
  const rows = new Map(first.map((each) => [each.rowId, each]))
  const calls: string[] = []
  const privacy = createFakePrivacy(calls, privacyOptions)
  const attachments = createFakeAttachments(calls)
  const chat = createFakeChat(calls, attachments, chatOptions)
  const fakeModels = createFakeModels(calls, modelsOptions)
  const localApi = createFakeLocalApi(calls, localApiOptions)
  const audioSigner = createAudioSigner(() => Date.now())
  let status: Status = { ...fakeStatus(), ...changes }
  let settings: Settings = SettingsSchema.parse({ memos: { watch: ['~/Recordings'] } })
  let paused = false
  let revision = 1
  let upsertIds = new Set<string>()
  const wakes = new Set<() => void>()
  const overrides = new Map<MemoId, Partial<MemoDetail>>()
  const confirmed = new Set<number>()
  let dentist = dentistSegments()

  const put = (changed: MemoRow): void => {
    rows.set(changed.rowId, changed)
    upsertIds.add(changed.rowId)
    if (upsertIds.size === 1) {
      setTimeout(() => {
        revision += 1
        latest = { revision, upserts: [...upsertIds].flatMap((id) => rows.get(id) ?? []), removed: [], counts: countsOf(rows.values(), paused, extraFiled), reload: false }
        history.push(latest)
        upsertIds = new Set()
        for (const wake of wakes) wake()
      }, 100)
    }
  }
  let latest: MemoChanges | null = null
  const history: MemoChanges[] = []
  const detail = (id: MemoId): MemoDetail => {
    const found = rows.get(id)
    if (!found) throw new AppError('NOT_FOUND', 'This memo is not here.', { next: 'Go back to the list.' })
    const audioPath = audioSigner.sign(id)
    return { ...(id === DENTIST ? dentistDetail(found, audioPath) : detailOf(found, audioPath)), ...overrides.get(id) }
  }
  const segmentsOf = (id: MemoId): Segment[] => (id === LONG ? longSegments() : id === DENTIST ? dentist.map((each) => (confirmed.has(each.startSeconds) ? { ...each, confirmed: true } : each)) : speak('These are the words of this recording. There are not many of them.', 0))

  const { memos, settings: settingsContract, system, transcribe } = implement(contract)
  const done = (name: string) => () => (calls.push(name), {})
  const statusWakes = new Set<() => void>()
  const setStatus = (next: Partial<Status>): void => {
    status = { ...status, ...next }
    for (const wake of statusWakes) wake()
  }

  const router = createRouter({
    ...privacy.parts,
    // The command line's: no page asks for it.
    mcp: implement(contract).mcp.router({ tools: implement(contract).mcp.tools.handler(() => ({ tools: [] })), call: implement(contract).mcp.call.handler(() => ({ text: '' })) }),
    attachments: attachments.parts,
    chat: chat.parts,
    memos: {
      list: memos.list.handler(({ input }) => {
        const text = input.text?.toLowerCase()
        const all = [...rows.values()].filter(({ title, line }) => !text || `${title} ${line}`.toLowerCase().includes(text)).toSorted((a, b) => Date.parse(b.recordedAt) - Date.parse(a.recordedAt))
        const from = input.cursor === undefined ? 0 : all.findIndex(({ rowId }) => rowId === input.cursor) + 1
        const page = all.slice(from, from + input.limit)
        return { revision, rows: page, nextCursor: from + page.length < all.length ? (page.at(-1)?.rowId ?? null) : null, counts: countsOf(rows.values(), paused, extraFiled) }
      }),
      changes: memos.changes.handler(async function* ({ signal }) {
        let sent = history.length
        while (!signal?.aborted) {
          while (sent < history.length) {
            const next = history[sent]
            sent += 1
            if (next) yield next
          }
          await new Promise<void>((resolve) => {
            wakes.add(resolve)
            signal?.addEventListener('abort', () => resolve(), { once: true })
          })
        }
      }),
      get: memos.get.handler(({ input }) => detail(input.memoId)),
      live: memos.live.handler(async function* ({ input, signal }) {
        const words = ['I am walking along the canal, and it is quiet.', 'The boats are covered for the winter.', 'So chapter three should not start with the hospital, it should start with the bicycle.']
        for (let n = 0; !signal?.aborted; n += 1) {
          const now = rows.get(input.memoId)
          if (now?.state !== 'working') return
          yield { row: now, newSegments: n < words.length ? speak(words[n] ?? '', n * 6) : [] }
          await until(200, signal)
        }
      }),
      transcript: memos.transcript.handler(({ input }) => ({ versionId: input.versionId, segments: segmentsOf(input.memoId) })),
      add: memos.add.handler(({ input }) => (calls.push('add'), { accepted: input.paths.length, skipped: [] })),
      addSamples: memos.addSamples.handler(() => {
        calls.push('addSamples')
        put(row(0xaa, 'Walk to the station', '2026-11-20T08:14:00Z', { source: 'sample', line: 'It is sunny and warm this morning.', durationSeconds: 32 }))
        put(row(0xab, 'After the meeting', '2026-11-21T16:32:00Z', { source: 'sample', line: 'The team finished the project today.', durationSeconds: 35 }))
        return { accepted: 2 }
      }),
      pause: memos.pause.handler(() => ((paused = true), touch(), done('pause')())),
      resume: memos.resume.handler(() => ((paused = false), touch(), done('resume')())),
      retry: memos.retry.handler(done('retry')),
      cancel: memos.cancel.handler(done('cancel')),
      transcribeAgain: memos.transcribeAgain.handler(({ input }) => (calls.push(`again ${input.model ?? ''} ${input.language ?? ''}`), {})),
      showVersion: memos.showVersion.handler(({ input }) => {
        overrides.set(input.memoId, { versions: detail(input.memoId).versions.map((each) => ({ ...each, shown: each.versionId === input.versionId })) })
        return {}
      }),
      confirmSegment: memos.confirmSegment.handler(({ input }) => (confirmed.add(input.startSeconds), {})),
      setAction: memos.setAction.handler(({ input: { memoId, index, text, done: isDone } }) => {
        if (detail(memoId).actions[index]?.text !== text) throw new AppError('CONFLICT', 'This line is no longer in the note. The note is as you left it.', { next: 'Look at the actions as they are now.' })
        const actions = detail(memoId).actions.map((action, at) => (at === index ? { text, done: isDone } : action))
        overrides.set(memoId, { ...overrides.get(memoId), actions })
        return { actions }
      }),
      export: memos.export.handler(({ input }) => ({ fileName: `The dentist.${input.format}`, text: `${input.format} of the dentist` })),
      note: memos.note.handler(() => ({ path: 'Memos/2026/11/2026-11-22 1432 The dentist.md', text: '---\nid: 2\n---\n\n# The dentist' })),
      openNote: memos.openNote.handler(() => {
        throw new AppError('UNSUPPORTED', 'No editor can be opened from here.')
      }),
      revealAudio: memos.revealAudio.handler(() => (calls.push('reveal'), { path: soundPath })),
    },
    models: fakeModels.parts,
    localApi: localApi.parts,
    settings: {
      get: settingsContract.get.handler(() => ({ settings, path: '~/.local/state/freehold/settings.yaml', problems: status.settingsProblems })),
      set: settingsContract.set.handler(({ input }) => {
        calls.push(`set ${input.path} ${JSON.stringify(input.value)}`)
        const [group, key] = input.path.split('.')
        settings = SettingsSchema.parse({ ...settings, [group ?? '']: { ...(settings as Record<string, object>)[group ?? ''], [key ?? '']: input.value } })
        if (group === 'api') localApi.follow(settings.api)
        return { settings }
      }),
    },
    system: {
      status: system.status.handler(() => status),
      statusChanges: system.statusChanges.handler(async function* ({ signal }) {
        while (!signal?.aborted) {
          yield status
          await new Promise<void>((resolve) => {
            statusWakes.add(resolve)
            signal?.addEventListener('abort', () => resolve(), { once: true })
          })
        }
      }),
      doctor: system.doctor.handler(() => ({ checks: [] })),
      finishFirstRun: system.finishFirstRun.handler(() => (setStatus({ firstRun: false }), done('finishFirstRun')())),
    },
    transcribe: {
      file: transcribe.file.handler(async function* () {
        yield { type: 'progress' as const, step: 'decode' as const, fraction: 0, remainingSeconds: null, words: '' }
      }),
    },
  })
  const touch = (): void => {
    const any = rows.values().next().value
    if (any) put(any)
  }

  let uploads = 0
  let dictated = (): string => 'so it starts with the bicycle'
  const ignore = (): void => {}
  const door = await createWebDoor({
    port,
    ...(token !== undefined && { token }),
    socketPath: null,
    staticFolder,
    router,
    audioSigner,
    maxUploadBytes: () => 1e9,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    async receiveAttachment({ name, body }) {
      let sizeBytes = 0
      for await (const piece of body) sizeBytes += piece.byteLength
      calls.push(`attachFile ${name} ${sizeBytes}`)
      return attachments.begin(name)
    },
    async receiveModel({ name, body }) {
      let sizeBytes = 0
      for await (const piece of body) sizeBytes += piece.byteLength
      calls.push(`receiveModel ${name} ${sizeBytes}`)
      return fakeModels.add(name)
    },
    async dictate({ body }) {
      const pieces: Uint8Array[] = []
      for await (const piece of body) pieces.push(piece)
      const heard = Buffer.concat(pieces)
      calls.push(`dictate ${heard.subarray(0, 4).toString('latin1')} ${heard.readUInt32LE(24)} Hz`)
      return { text: dictated() }
    },
    openAudio: async () => ({ path: soundPath, contentType: 'audio/wav' }),
    async receiveUpload({ name, body }) {
      let sizeBytes = 0
      for await (const piece of body) sizeBytes += piece.byteLength
      if (sizeBytes === 0) throw new AppError('EMPTY_FILE', 'The file is empty.', { next: 'Record it again, or copy it here again.' })
      if (name.endsWith('.txt')) throw new AppError('NOT_AUDIO', 'This file is text and not a recording.')
      uploads += 1
      const added = row(0xf000 + uploads, name.replace(/\.\w+$/, ''), new Date(Date.parse('2026-11-22T15:30:00Z') - uploads * 1000).toISOString(), { state: 'waiting', waitsFor: 'turn', durationSeconds: null, source: 'drop', speech: null })
      put(added)
      return { rowId: added.rowId, duplicate: false }
    },
  })

  return {
    url: door.url ?? '',
    port: door.port ?? 0,
    calls,
    privacy,
    chat,
    models: fakeModels,
    localApi,
    attachments,
    put,
    setStatus,
    row: (id: string) => rows.get(id),
    rowCount: () => rows.size,
    /** Where the work that runs has come to. */
    working: () => rows.get(CANAL),
    memoId,
    /** The person changes the note in an editor of their own; nobody is told. */
    editActions: (id: MemoId, actions: MemoDetail['actions']) => void overrides.set(id, { ...overrides.get(id), actions }),
    /** What is written down of what is said; it may throw. */
    setDictated: (next: () => string) => {
      dictated = next
    },
    setDentist: (segments: Segment[]) => {
      dentist = segments
    },
    async close() {
      await door.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type FakeHost = Awaited<ReturnType<typeof startFakeHost>>
