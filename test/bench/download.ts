import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { CatalogueModel } from '../../src/contract/models.ts'
import { DOWNLOAD_TIMES } from '../../src/main/core/downloads/index.ts'
import { modelBytes } from '../core/downloads/model-bytes.ts'
import { isEnded, startRig } from '../core/downloads/rig.ts'
import { type Bench, median, timed } from './measure.ts'
import { forgetPeak, peakMegabytes, rssMegabytes } from './process-facts.ts'

const SIZE_BYTES = 512 * 2 ** 20
const ROUNDS = 5

/** A model through the gate, in parts, recorded and with its checksum, against curl that only writes it down. */
export const downloadBench: Bench = {
  name: 'download',
  run: async (say) => {
    const folder = mkdtempSync(join(tmpdir(), 'freehold-bench-'))
    const source = join(folder, 'source.bin')
    const small = modelBytes(2 ** 20)
    const rest = Buffer.alloc(SIZE_BYTES - small.length, 7)
    writeFileSync(source, small)
    appendFileSync(source, rest)
    const server = fork(fileURLToPath(new URL('download-server.ts', import.meta.url)), [source])
    const [port] = (await once(server, 'message')) as unknown as readonly [number]
    const url = `http://127.0.0.1:${port}/model.gguf`
    const sum = createHash('sha256').update(small).update(rest).digest('hex')
    const offered: CatalogueModel = { id: 'bench', name: 'Bench', kind: 'language', source: url, mirrors: [], fileName: 'model.gguf', sizeBytes: SIZE_BYTES, sha256: sum, licence: 'MIT', languages: ['en'], goodFor: 'The bench.', gated: false, recommendedGigabytes: [] }
    const rig = startRig({ folder: join(folder, 'models'), times: DOWNLOAD_TIMES, offered: [offered] })
    const ours = join(folder, 'models', 'model.gguf')
    const theirs = join(folder, 'curl.gguf')
    const run = promisify(execFile)
    const curl = (): Promise<unknown> => run('curl', ['--silent', '--output', theirs, url])
    // What a model is worth: on the disk, and known to be whole.
    const curlAndCheck = async (): Promise<void> => {
      await curl()
      await run('sync', ['--data', theirs])
      await run('sha256sum', [theirs])
    }
    const freehold = async (): Promise<void> => {
      const { downloadId } = await rig.downloads.pull('bench')
      const { state, problem } = await rig.until(isEnded, downloadId)
      if (state !== 'done' || statSync(ours).size !== SIZE_BYTES) throw new Error(`The download ended as ${state}: ${problem?.message ?? ''}`)
      await rig.downloads.cancel(downloadId)
    }
    const clear = (): void => {
      for (const path of [ours, theirs]) rmSync(path, { force: true })
    }
    try {
      await curl()
      await freehold()
      clear()
      const before = await rssMegabytes(process.pid)
      await forgetPeak(process.pid)
      const ratios: number[] = []
      const checkedRatios: number[] = []
      const curlMs: number[] = []
      const oursMs: number[] = []
      // In turns, so that whatever else the machine does falls on both.
      for (let round = 0; round < ROUNDS; round += 1) {
        curlMs.push(await timed(curl))
        oursMs.push(await timed(freehold))
        ratios.push((curlMs.at(-1) ?? 0) / (oursMs.at(-1) ?? 1))
        clear()
        checkedRatios.push((await timed(curlAndCheck)) / (oursMs.at(-1) ?? 1))
        clear()
      }
      const peak = await peakMegabytes(process.pid)
      const perSecond = (ms: number): string => `${Math.round(SIZE_BYTES / 1e3 / ms)} MB/s`
      say(`${SIZE_BYTES / 2 ** 20} MB over loopback, ${ROUNDS} times each: curl ${perSecond(median(curlMs))}, Freehold ${perSecond(median(oursMs))}`)
      return [
        { name: 'how fast a model comes, of curl', value: median(ratios), unit: 'ratio', bound: 0.9, atLeast: true, note: 'with leave, record and checksum; curl has none' },
        { name: 'the same of curl, sync and sha256sum one after the other', value: median(checkedRatios), unit: 'ratio' },
        { name: 'memory it takes meanwhile', value: Math.max(0, peak - before), unit: 'MB', bound: 60 },
      ]
    } finally {
      server.kill()
      await rig.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
