import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { MemoRow, MemoStep } from '../../src/contract/memos.ts'
import { TOKEN_HEADER } from '../../src/contract/wire.ts'
import type { HostConnection } from '../../src/main/rpc/index.ts'
import { shared } from '../shared.ts'
import { descendantsOf, killHard, listProcesses } from './processes.ts'
import type { RunningProcess } from './processes.ts'
import { seeded } from './seeded.ts'
import { createHome, startHost } from './start-host.ts'
import type { Home, RunningHost } from './start-host.ts'
import { filesBelow, readVault } from './vault-facts.ts'

const SPOKEN = ['01-short-us-male', '02-short-us-deep', '03-short-us-female', '04-short-us-female2', '05-short-gb', '06-short-scotland']
/** Cut to so much, they are still spoken words, and the built-in engine is done with one in a second. */
const CUT_SECONDS = 2.6
/** Identifying a short recording is over before it is seen; one with so much behind it takes a tenth of a second. */
const SPARE_BYTES = 96_000_000

type Moment = MemoStep | 'upload'
type Victim = 'host' | 'engine' | 'decoder'

/** How long after a step is seen the kill may come: about as long as the step lasts. */
const LONGEST_DELAY_MS: Readonly<Record<MemoStep, number>> = { identify: 30, decode: 120, detect: 150, transcribe: 700, file: 12, describe: 250 }
/** Every step is aimed at in turn; what is killed besides the host is what then works for it. */
const AIMS: readonly (readonly [Moment, Victim])[] = [
  ['identify', 'host'],
  ['decode', 'host'],
  ['decode', 'decoder'],
  ['detect', 'host'],
  ['detect', 'engine'],
  ['transcribe', 'host'],
  ['transcribe', 'engine'],
  ['file', 'host'],
  ['describe', 'host'],
  ['describe', 'engine'],
  ['upload', 'host'],
]

const MOMENTS = new Set(AIMS.map(([moment]) => moment)).size

export interface KillReport {
  readonly kills: number
  /** By what was killed at which step, as it was seen right before. */
  readonly hits: ReadonlyMap<string, number>
  readonly steps: ReadonlySet<Moment>
  readonly memos: number
  readonly seconds: number
}

/**
 * Kills the built host, its engines and its decoder again and again while recordings come in, then lets the work end in
 * peace and looks at all that is left on the disk.
 */
export const killAgainAndAgain = async (options: { readonly seed: number; readonly kills: number; readonly signal: AbortSignal }): Promise<KillReport> => {
  const started = performance.now()
  const random = seeded(options.seed)
  const home = await createHome()
  const inbox = join(home.folder, 'inbox')
  mkdirSync(inbox)
  await home.settings(`memos:\n  restSeconds: 0.1\n  watch: [${JSON.stringify(inbox)}]\nmodels:\n  language: stories260K-f32\n  threads: 1\n`)
  const recordings = createRecordings(home)
  const hits = new Map<string, number>()
  const steps = new Set<Moment>()
  const children = new Map<number, string>()
  let kills = 0
  let host: RunningHost | null = null
  let line: HostConnection | null = null

  const up = async (): Promise<HostConnection> => {
    host ??= await startHost(home)
    line ??= await host.connect()
    return line
  }
  const down = async (): Promise<void> => {
    for (const child of descendantsOf(host?.pid ?? 0)) children.set(child.pid, child.command)
    await host?.stop('SIGKILL')
    line?.close()
    ;[host, line] = [null, null]
  }
  const count = (moment: Moment, victim: Victim): void => {
    kills += 1
    steps.add(moment)
    hits.set(`${victim} at ${moment}`, (hits.get(`${victim} at ${moment}`) ?? 0) + 1)
  }

  const killAt = async (step: MemoStep, victim: Victim): Promise<void> => {
    const connection = await up()
    const isDone = (await rowsOf(connection)).every((row) => row.state === 'filed')
    if (step === 'identify') recordings.addTo(inbox, SPARE_BYTES)
    else if (step === 'detect' || (isDone && step !== 'describe')) recordings.addTo(inbox)
    const delayMs = random() * LONGEST_DELAY_MS[step]
    const seen = await waitForStep(home, connection, step, recordings.count())
    if (seen === null) return
    await sleep(delayMs)
    const pid = host?.pid ?? 0
    if (victim === 'host') {
      const rows = await rowsOf(connection)
      // Others may be further on meanwhile: what is aimed at and still unread is at its first step.
      const now = rows.some(({ rowId, memoId }) => rowId === seen.rowId && memoId === null) ? 'identify' : (stepOf(rows) ?? step)
      await down()
      return count(now, 'host')
    }
    const target = descendantsOf(pid).find(({ command }) => (victim === 'decoder' ? /(^|\/)(ffmpeg|afconvert) /.test(command) : /engine\.js|whisper-cli/.test(command) && !command.includes('ffmpeg')))
    if (target === undefined || !killHard(target.pid)) return
    count(step, victim)
    // Three in a row over one file would rightly mark it: here every kill is to be made good.
    await settles(connection, (rows) => rows.every((row) => row.memoId !== seen.memoId || row.state === 'filed'))
  }

  const killUpload = async (): Promise<void> => {
    await up()
    const path = recordings.make(join(home.folder, 'dropped'))
    const half = putHalf(host as unknown as RunningHost, path)
    await sleep(random() * 60)
    await down()
    await half
    count('upload', 'host')
    await up()
    expect((await putWhole(host as unknown as RunningHost, path)).status).toBe(200)
  }

  try {
    // Until each step was hit: the quick ones are often over before the kill comes.
    for (let turn = 0; (kills < options.kills || steps.size < MOMENTS) && turn < options.kills * 3; turn++) {
      options.signal.throwIfAborted()
      const [moment, victim] = AIMS[turn % AIMS.length] ?? ['decode', 'host']
      if (moment === 'upload') await killUpload()
      else await killAt(moment, victim)
    }
    const connection = await up()
    recordings.addDuplicate(inbox)
    await settles(connection, (rows) => rows.length === recordings.count() + 1 && rows.every((row) => row.state === 'filed' || row.state === 'skipped'))
    await eventually(() => countUndescribed(home) === 0)
    const page = await connection.api.memos.list({ limit: 1000 })
    expect(page.counts).toMatchObject({ total: recordings.count() + 1, filed: recordings.count(), skipped: 1, working: 0, waiting: 0, needYou: 0, cancelled: 0 })
    for (const child of descendantsOf((host as unknown as RunningHost).pid)) children.set(child.pid, child.command)
    connection.close()
    expect(await (host as unknown as RunningHost).stop()).toEqual({ code: 0, signal: null })
    ;[host, line] = [null, null]
    checkVault(home, recordings)
    await eventually(() => stillRunning(children).length === 0)
    return { kills, hits, steps, memos: recordings.count(), seconds: Math.round((performance.now() - started) / 1000) }
  } catch (error) {
    // A line breaks before the end of the process is heard of.
    await sleep(1000)
    const log = readFileSync(join(home.state, 'log/freehold.log'), 'utf8').split('\n').slice(-8).join('\n')
    const { exitCode = null, signalCode = null } = (host as RunningHost | null)?.process ?? {}
    process.stdout.write(`After ${kills} kills the host was ${exitCode ?? signalCode ?? 'running'}. It said: ${(host as RunningHost | null)?.said() ?? ''}\n${log}\n`)
    throw error
  } finally {
    await down()
    await home.remove()
  }
}

/** What is left on the disk: every recording filed once and whole, and nothing else. */
const checkVault = (home: Home, recordings: Recordings): void => {
  const vault = readVault(home.vault)
  expect(vault.notes.filter((note) => !note.whole).map((note) => note.path)).toEqual([])
  expect(vault.notes.map((note) => note.id).sort()).toEqual([...recordings.ids.keys()].sort())
  expect(vault.leftovers).toEqual([])
  expect(filesBelow(join(home.state, 'work'))).toEqual([])
  expect(filesBelow(join(home.state, 'temporary'))).toEqual([])
  // The same voice under other bytes says the same words: a recording that a kill cut short would say fewer.
  const words = new Map<string, Set<string>>()
  for (const [id, spoken] of recordings.ids) {
    const kept = vault.transcripts.filter((transcript) => transcript.memoId === id)
    expect(kept.map((transcript) => transcript.versionId), `versions of ${id}`).toEqual(['1'])
    const text = kept[0]?.segments.map((segment) => segment.text.trim()).join(' ') ?? ''
    expect(kept[0]?.segments.flatMap((segment) => segment.words ?? []).length, text).toBeGreaterThan(1)
    words.set(spoken, (words.get(spoken) ?? new Set()).add(text))
  }
  for (const [spoken, texts] of words) expect([...texts], spoken).toHaveLength(1)
  expect(vault.notes.flatMap((note) => (/damaged/.test(note.body) ? [note.path] : []))).toEqual([])
}

interface Recordings {
  /** Whose words each memo holds. */
  readonly ids: ReadonlyMap<string, string>
  count(): number
  make(folder: string): string
  /** `spareBytes` are silent bytes behind the sound: they take their time to be read and change nothing else. */
  addTo(folder: string, spareBytes?: number): void
  addDuplicate(folder: string): void
}

/** Short recordings, as many as wanted: the same few voices, each time as another file. */
const createRecordings = (home: Home): Recordings => {
  const cuts = SPOKEN.map((name) => {
    const path = join(home.folder, `${name}.m4a`)
    execFileSync('ffmpeg', ['-v', 'error', '-i', shared(`audio/${name}.m4a`), '-t', String(CUT_SECONDS), '-c:a', 'aac', '-b:a', '64k', path])
    return { name, bytes: readFileSync(path) }
  })
  const ids = new Map<string, string>()
  let last = Buffer.alloc(0)
  const make = (folder: string, spareBytes = 0): string => {
    const cut = cuts[ids.size % cuts.length]
    if (cut === undefined) throw new Error('no recording')
    // An empty `free` atom with a number in it: other bytes, the same sound.
    const mark = Buffer.alloc(12 + spareBytes)
    mark.writeUInt32BE(mark.length, 0)
    mark.write('free', 4, 'latin1')
    mark.writeUInt32BE(ids.size + 1, 8)
    last = Buffer.concat([cut.bytes, mark])
    mkdirSync(folder, { recursive: true })
    const path = join(folder, `${ids.size + 1} ${cut.name}.m4a`)
    writeFileSync(`${path}.part`, last)
    renameSync(`${path}.part`, path)
    ids.set(createHash('sha256').update(last).digest('hex').slice(0, 16), cut.name)
    return path
  }
  return {
    ids,
    count: () => ids.size,
    make,
    addTo: (folder, spareBytes) => void make(folder, spareBytes),
    addDuplicate: (folder) => writeFileSync(join(folder, 'the same once more.m4a'), last),
  }
}

const rowsOf = async (connection: HostConnection): Promise<readonly MemoRow[]> => (await connection.api.memos.list({ limit: 1000 })).rows

const stepOf = (rows: readonly MemoRow[]): MemoStep | null => rows.find((row) => row.state === 'working')?.step ?? rows.find((row) => row.step !== null)?.step ?? null

/** Looks at the list over and over until a memo is at the step; null when there is nothing left that could come to it. */
const waitForStep = async (home: Home, connection: HostConnection, step: MemoStep, count: number): Promise<MemoRow | null> => {
  const deadline = performance.now() + 20_000
  while (performance.now() < deadline) {
    const rows = await rowsOf(connection)
    const found = rows.find((row) => (step === 'identify' ? row.memoId === null && row.state === 'waiting' && row.waitsFor === 'turn' : row.step === step))
    if (found) return found
    const isAllFiled = rows.length === count && rows.every((row) => row.state === 'filed')
    if (isAllFiled && (step !== 'describe' || countUndescribed(home) === 0)) return null
  }
  return null
}

const settles = async (connection: HostConnection, holds: (rows: readonly MemoRow[]) => boolean): Promise<void> => {
  const deadline = performance.now() + 240_000
  for (let rows = await rowsOf(connection); !holds(rows); rows = await rowsOf(connection)) {
    if (performance.now() > deadline) throw new Error(`It did not settle: ${JSON.stringify(rows.filter((row) => row.state !== 'filed'), null, 1)}`)
    await sleep(100)
  }
}

const eventually = async (holds: () => boolean): Promise<void> => {
  const deadline = performance.now() + 300_000
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`It never held: ${holds.toString()}`)
    await sleep(200)
  }
}

const countUndescribed = (home: Home): number => {
  const database = new DatabaseSync(join(home.state, 'memos.db'), { readOnly: true, timeout: 5000 })
  try {
    return Number(database.prepare("SELECT count(*) AS count FROM entries WHERE state = 'filed' AND described = 0 AND speech = 1").get()?.['count'])
  } finally {
    database.close()
  }
}

const stillRunning = (children: ReadonlyMap<number, string>): readonly RunningProcess[] => listProcesses().filter(({ pid, command }) => children.get(pid) === command)

const uploadOf = (host: RunningHost, path: string) => {
  const { origin, port, hash } = new URL(host.url)
  const name = path.split('/').at(-1) ?? ''
  return { origin, port: Number(port), path: `/upload?${new URLSearchParams({ name, modified: '1767225600000' })}`, headers: { origin, [TOKEN_HEADER]: hash.replace('#token=', '') } }
}

/** Sends half of a file and then nothing more; settles when the other side is gone. */
const putHalf = (host: RunningHost, path: string): Promise<void> =>
  new Promise((resolve) => {
    const { port, path: where, headers } = uploadOf(host, path)
    const bytes = readFileSync(path)
    const put = request({ port, host: '127.0.0.1', path: where, method: 'PUT', headers: { ...headers, 'content-length': bytes.length } })
    put.once('error', () => resolve())
    put.once('close', () => resolve())
    put.write(bytes.subarray(0, bytes.length / 2))
  })

const putWhole = (host: RunningHost, path: string): Promise<Response> => {
  const { origin, path: where, headers } = uploadOf(host, path)
  return fetch(`${origin}${where}`, { method: 'PUT', headers, body: readFileSync(path) })
}
