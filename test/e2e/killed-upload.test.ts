import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TOKEN_HEADER, type UploadLine } from '../../src/contract/wire.ts'
import { missing, shared } from '../shared.ts'
import { answersIn, bodyOf, type PlainFile } from '../web/many-files.ts'
import { createHome, startHost, type Home, type RunningHost } from './start-host.ts'
import { filesBelow } from './vault-facts.ts'

const SPOKEN = 'audio/01-short-us-male.m4a'
const COUNT = 240
/** How many answers are heard before the host is killed: at the first, and in the middle of what is on its way. */
const KILLS = [1, 30, 70, 150]

describe.skipIf(missing(SPOKEN))('a host that is killed in the middle of many files in one upload', { timeout: 180_000 }, () => {
  let home: Home
  let files: readonly PlainFile[]
  beforeAll(async () => {
    home = await createHome({ models: ['/nowhere'] })
    const recording = readFileSync(shared(SPOKEN))
    files = Array.from({ length: COUNT }, (_, n) => {
      // A box that every reader skips: other bytes, the same sound.
      const box = Buffer.from([0, 0, 0, 16, ...Buffer.from('free'), 0, 0, 0, 0, 0, 0, n >> 8, n & 255])
      return { name: `Tape ${n}.m4a`, bytes: Buffer.concat([recording, box]) }
    })
  })
  afterAll(() => home.remove())

  const idOf = ({ bytes }: PlainFile): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16)

  /** The memos, once it is known of every row which one it is: of what a kill left in the vault that is read anew. */
  const knownIds = async (host: RunningHost): Promise<readonly string[]> => {
    const connection = await host.connect()
    const kept = filesBelow(join(home.vault, 'Memos/Audio')).filter((path) => path.endsWith('.m4a')).length
    for (;;) {
      const { rows } = await connection.api.memos.list({ limit: 1000 })
      const ids = rows.flatMap(({ memoId }) => memoId ?? [])
      if (ids.length === kept && rows.length === kept) {
        connection.close()
        return ids
      }
      await sleep(50)
    }
  }

  /** Sends them all, and gives the answers that came before the other side was gone. */
  const send = (host: RunningHost, onAnswers: (count: number) => void): Promise<readonly UploadLine[]> =>
    new Promise((resolve) => {
      const { origin, port, hash } = new URL(host.url)
      let text = ''
      const whole = (): readonly UploadLine[] => answersIn(text.slice(0, text.lastIndexOf('\n') + 1))
      const end = (): void => resolve(whole())
      const asked = request({ host: '127.0.0.1', port, path: '/uploads', method: 'PUT', headers: { origin, [TOKEN_HEADER]: hash.replace('#token=', '') } }, (answer) => {
        answer.setEncoding('utf8').on('data', (part: string) => onAnswers(((text += part), whole().length)))
        answer.once('close', end).once('error', end)
      })
      asked.once('error', end)
      asked.end(bodyOf(files))
    })

  it('has all that it said it had, once, and takes the rest when it is sent again', async () => {
    const taken = new Set<string>()
    for (const kill of KILLS) {
      const host = await startHost(home)
      let killed: Promise<unknown> | null = null
      const answers = await send(host, (count) => {
        if (count >= kill) killed ??= host.stop('SIGKILL')
      })
      await killed
      expect(answers.length).toBeGreaterThanOrEqual(kill)
      for (const line of answers) {
        if (!('taken' in line)) throw new Error(JSON.stringify(line))
        taken.add(idOf(files[line.index] as PlainFile))
      }
      const after = await startHost(home)
      const ids = await knownIds(after)
      await after.stop()
      expect([...taken].filter((id) => !ids.includes(id))).toEqual([])
      expect(new Set(ids).size).toBe(ids.length)
    }
    const host = await startHost(home)
    expect((await send(host, () => {})).filter((line) => 'taken' in line)).toHaveLength(COUNT)
    expect((await knownIds(host)).toSorted()).toEqual(files.map(idOf).sort())
    await host.stop()
    const kept = filesBelow(join(home.vault, 'Memos/Audio'))
    expect(kept.filter((path) => path.endsWith('.m4a'))).toHaveLength(COUNT)
    expect(kept.filter((path) => !path.endsWith('.m4a'))).toEqual([])
  })
})
