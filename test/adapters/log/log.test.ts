import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { createLog, createLogFile } from '../../../src/main/adapters/log/index.ts'

const captured = (level: 'debug' | 'info' = 'info') => {
  const lines: string[] = []
  return { lines, log: createLog({ write: (line) => lines.push(line), level, now: () => 0 }) }
}

const WORDS = 'Call the dentist about the blood test, and tell nobody else of it before the weekend is over'

describe('the log', () => {
  it('writes one line of JSON an event', () => {
    const { lines, log } = captured()
    log.info('memo.filed', { memoId: 'abc', seconds: 1.5, again: false, note: undefined })
    expect(lines).toEqual(['{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"memo.filed","memoId":"abc","seconds":1.5,"again":false}\n'])
  })

  it('leaves out what is below its level', () => {
    const { lines, log } = captured()
    log.debug('step')
    expect(lines).toEqual([])
  })

  it('lets no text of the length of a sentence through, nor lines, nor objects', () => {
    const { lines, log } = captured()
    // A caller that goes around the types.
    log.info('memo', { text: WORDS, lines: 'Call\nthe dentist', value: { text: WORDS } as unknown as string })
    expect(lines.join('')).not.toContain('dentist')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ text: `[${WORDS.length} characters]`, value: '[object]' })
  })

  it('says where an error happened but not its message, however many lines that has', () => {
    const { lines, log } = captured()
    const cause = new Error(`dentist\n    at dentist (dentist.md:1:1)`)
    log.error('memo.failed', new AppError('DAMAGED', `“Call the dentist” is damaged.`, { cause }), { memoId: 'abc' })
    expect(lines.join('')).not.toContain('dentist')
    const line = JSON.parse(lines[0] ?? '') as { readonly stack: readonly string[] }
    expect(line).toMatchObject({ code: 'DAMAGED', error: 'AppError', memoId: 'abc' })
    expect(line.stack[0]).toMatch(/log\.test\.ts/)
  })
})

describe('the log file', () => {
  let folder = ''
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('never grows past twice its bound, and only its owner reads it', async () => {
    folder = await mkdtemp(join(tmpdir(), 'freehold-log-'))
    const path = join(folder, 'log/freehold.log')
    const file = createLogFile(path, 100)
    for (let line = 0; line < 50; line += 1) file.write(`line ${line}\n`)
    file.close()
    expect((await stat(path)).size).toBeLessThanOrEqual(100)
    expect((await stat(`${path}.1`)).size).toBeLessThanOrEqual(100)
    expect((await stat(path)).mode & 0o077).toBe(0)
    expect(await readFile(path, 'utf8')).toContain('line 49\n')
  })
})
