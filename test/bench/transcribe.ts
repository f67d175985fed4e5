import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { TranscribeResultSchema } from '../../src/contract/transcribe.ts'
import { findWhisperCli } from '../../src/main/adapters/whisper/index.ts'
import { chooseThreads } from '../../src/main/adapters/engine-process/index.ts'
import { createHome } from '../e2e/start-host.ts'
import type { Home } from '../e2e/start-host.ts'
import { shared } from '../shared.ts'
import type { DirectRun } from './direct.ts'
import { median, timed } from './measure.ts'
import type { Bench, Figure } from './measure.ts'
import { makeMemo, noRecordings, silenceHalf, SPEECH_MODEL, withFolder } from './recordings.ts'
import { runDirect, totalMs } from './run-direct.ts'

const run = promisify(execFile)
const START_MS = 300

/** The wall time of `freehold transcribe`, from the start of the process to its end. */
const byFreehold = async (home: Home, path: string): Promise<number> => {
  let said = ''
  const ms = await timed(async () => {
    said = (await run(process.execPath, [home.cli, 'transcribe', '--no-file', '--json', path], { env: home.env, maxBuffer: 2 ** 26 })).stdout
  })
  const result = TranscribeResultSchema.parse(JSON.parse(said))
  if (!result.ok || result.text === '') throw new Error('Nothing was written down.')
  return ms
}

/** whisper-cli alone on the whole recording, nothing skipped. */
const byCliAlone = async (cli: string, folder: string, path: string): Promise<number> => {
  const wav = join(folder, 'whole.wav')
  await run('ffmpeg', ['-v', 'error', '-y', '-i', path, '-ac', '1', '-ar', '16000', wav])
  return timed(() => run(cli, ['--model', shared(SPEECH_MODEL), '--file', wav, '--threads', String(chooseThreads()), '--language', 'en', '--no-prints', '--output-json-full', '--output-file', join(folder, 'whole')], { maxBuffer: 2 ** 26 }))
}

interface Rounds {
  readonly whole: readonly number[]
  readonly half: readonly number[]
  readonly wholeDirect: readonly DirectRun[]
  readonly halfDirect: readonly DirectRun[]
  readonly alone: readonly number[]
}

// One after the other in each round, so that whatever else the machine does meets all of them alike.
const measure = async (count: number, folder: string, say: (text: string) => void): Promise<Rounds> => {
  const home = await createHome()
  const cli = findWhisperCli()
  const [wholePath, halfPath] = [join(folder, 'whole.m4a'), join(folder, 'half.m4a')]
  await makeMemo(wholePath)
  await silenceHalf(wholePath, halfPath)
  const rounds = { whole: [] as number[], half: [] as number[], wholeDirect: [] as DirectRun[], halfDirect: [] as DirectRun[], alone: [] as number[] }
  try {
    for (let round = 0; round < count; round += 1) {
      rounds.whole.push(await byFreehold(home, wholePath))
      rounds.wholeDirect.push(...(await runDirect(folder, [wholePath])))
      rounds.half.push(await byFreehold(home, halfPath))
      rounds.halfDirect.push(...(await runDirect(folder, [halfPath])))
      if (cli !== null) rounds.alone.push(await byCliAlone(cli, folder, wholePath))
      say(`round ${round + 1}: ${rounds.whole.at(-1)?.toFixed(0)} ms, directly ${rounds.wholeDirect.slice(-1).map((one) => totalMs(one).toFixed(0)).join('')} ms`)
    }
  } finally {
    await home.remove()
  }
  return rounds
}

const figuresOf = ({ whole, half, wholeDirect, halfDirect, alone }: Rounds): readonly Figure[] => {
  const of = (runs: readonly DirectRun[], pick: (one: DirectRun) => number): number => median(runs.map(pick))
  const wall = median(whole)
  const direct = of(wholeDirect, totalMs)
  const detectMs = (one: DirectRun): number => one.detectMs + one.loadDetectorMs
  const share = (name: string, ms: number): Figure => ({ name, value: (100 * ms) / wall, unit: '%', note: `${ms.toFixed(0)} ms` })
  return [
    { name: 'a 5-minute memo, from start to end of the command', value: wall / 1000, unit: 's', note: `median of ${whole.length}; ${(300_000 / wall).toFixed(0)} × real time, ${wholeDirect[0]?.engine ?? ''}` },
    { name: 'against its parts alone, 300 ms of start-up allowed', value: (wall - START_MS) / direct, unit: 'ratio', bound: 1.05 },
    { name: 'against its parts alone, nothing allowed', value: wall / direct, unit: 'ratio' },
    share('share: decoding', of(wholeDirect, (one) => one.decodeMs)),
    share('share: finding speech', of(wholeDirect, detectMs)),
    share('share: the engine', of(wholeDirect, (one) => one.engineMs + one.loadEngineMs)),
    share('share: ours, start-up and processes included', wall - direct),
    { name: 'the same, half of it silent', value: (median(half) - of(halfDirect, detectMs)) / (wall - of(wholeDirect, detectMs)), unit: 'ratio', bound: 0.6, note: 'finding speech counted apart' },
    ...(alone.length === 0 ? [] : [{ name: 'against whisper-cli alone on the whole recording', value: wall / median(alone), unit: 'ratio', note: `it takes ${(median(alone) / 1000).toFixed(1)} s as it comes` } as const]),
  ]
}

/** A 5-minute memo from the command line, against its parts called directly. */
export const transcribeBench: Bench = {
  name: 'transcribe',
  run: (say) =>
    withFolder(async (folder) => {
      if (noRecordings()) {
        say('transcribe is skipped: the shared recordings or models are not here.')
        return []
      }
      const asked = Number(process.argv.find((argument) => argument.startsWith('--rounds='))?.slice('--rounds='.length) ?? 5)
      const count = findWhisperCli() === null ? 1 : asked
      if (findWhisperCli() === null) say('Only the built-in engine is here, which takes about as long as the recording: one round.')
      return figuresOf(await measure(count, folder, say))
    }),
}
