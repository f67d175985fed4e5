import { spawn, spawnSync } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { listCredentials, refusedArguments, removeCredential, setCredential, testCredential } from '../../src/main/cli/credentials.ts'
import type { HostClient } from '../../src/main/cli/client.ts'
import { hiddenPrompt } from '../../src/main/cli/hidden-prompt.ts'
import { runCli } from '../e2e/run-cli.ts'
import { createHome } from '../e2e/start-host.ts'

const { signal } = new AbortController()
const KEY = 'sk-planted-1234567890'

const stage = () => {
  const said = { out: '', err: '' }
  const asked: unknown[] = []
  const answers = {
    list: { store: { kind: 'file', words: 'Keys are kept in a file.', next: 'Look.' }, credentials: [{ name: 'Claude', uses: [{ feature: 'ask', at: '2026-11-24T10:11:12.000Z' }] }, { name: 'GPT', uses: [] }] },
    test: { ok: false, words: 'Claude does not take the key.' },
  }
  // A double for the host: it only notes what it is asked.
  const credentials = {
    set: async (input: unknown) => (asked.push(['set', input]), {}),
    list: async () => answers.list,
    test: async () => answers.test,
    remove: async (input: unknown) => (asked.push(['remove', input]), {}),
  }
  const terminal = { out: (text: string) => void (said.out += text), err: (text: string) => void (said.err += text), isTerminal: false, columns: 80 }
  return { said, asked, terminal, client: { credentials } as unknown as HostClient }
}

describe('the verbs for keys', () => {
  it('takes a key from a hidden prompt, or from the input, and prints it nowhere', async () => {
    const { client, asked, terminal, said } = stage()
    expect(await setCredential(client, 'Claude', { prompt: async () => ` ${KEY}`, piped: async function* () {} }, terminal, signal)).toBe(0)
    const piped = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(KEY.slice(0, 5))
      yield Buffer.from(`${KEY.slice(5)}\n`)
    }
    expect(await setCredential(client, 'GPT', { prompt: null, piped }, terminal, signal)).toBe(0)
    expect(asked).toEqual([
      ['set', { name: 'Claude', value: KEY }],
      ['set', { name: 'GPT', value: KEY }],
    ])
    expect(said.out + said.err).not.toContain(KEY.slice(0, 8))
  })

  it('stores nothing where there was nothing', async () => {
    const { client, asked, terminal } = stage()
    expect(await setCredential(client, 'Claude', { prompt: null, piped: async function* () {} }, terminal, signal)).toBe(1)
    expect(asked).toEqual([])
  })

  it('lists names and uses, and says where keys are', async () => {
    const { client, terminal, said } = stage()
    expect(await listCredentials(client, false, terminal, signal)).toBe(0)
    expect(said.out).toBe('Claude  used by ask 2026-11-24 10:11\nGPT  not used yet\n\nKeys are kept in a file.\n  Look.\n')
    said.out = ''
    await listCredentials(client, true, terminal, signal)
    expect(JSON.parse(said.out)).toMatchObject({ store: { kind: 'file' } })
  })

  it('ends with 1 when the provider refuses, and removes', async () => {
    const { client, asked, terminal, said } = stage()
    expect(await testCredential(client, 'Claude', terminal, signal)).toBe(1)
    expect(said.out).toContain('does not take')
    expect(await removeCredential(client, 'Claude', terminal, signal)).toBe(0)
    expect(asked).toEqual([['remove', { name: 'Claude' }]])
  })

  it.each([[['Claude', KEY]], [['Claude', '--value', KEY]], [['Claude', `--key=${KEY}`]], [[KEY]], [['A'.repeat(40)]]])('refuses what may be a key among the arguments: %j', (given) => {
    const refusal = refusedArguments(given)
    expect(refusal).toMatch(/have the provider replace it/)
    expect(refusal).not.toContain(KEY.slice(3))
  })

  it.each([[['Claude']], [['my GPT_2.0']], [['home-server']]])('takes a name: %j', (given) => expect(refusedArguments(given)).toBeNull())

  it('says which names there may be', () => {
    expect(refusedArguments([])).toContain('Which key?')
    expect(refusedArguments(['../x'])).toContain('A name has')
  })

  it('refuses before it starts anything, in the program that is built', async () => {
    const home = await createHome()
    const run = await runCli(home, ['credentials', 'set', 'Claude', '--value', KEY])
    await home.remove()
    expect(run.code).toBe(2)
    expect(run.err).toContain('have the provider replace it')
    expect(run.out + run.err).not.toContain(KEY.slice(3))
  })
})

describe('the hidden prompt', () => {
  const type = async (...pieces: readonly (string | Buffer)[]) => {
    const modes: boolean[] = []
    const input = Object.assign(new EventEmitter(), { setRawMode: (on: boolean) => modes.push(on), resume: () => undefined, pause: () => undefined })
    let shown = ''
    const answer = hiddenPrompt('Key: ', input, (text) => (shown += text)).catch((error: unknown) => error)
    for (const piece of pieces) input.emit('data', Buffer.from(piece))
    return { answer: await answer, shown, modes, listeners: input.listenerCount('data') }
  }

  it('shows the question alone, and gives the terminal back', async () => {
    expect(await type('sk-', 'a', '\r')).toEqual({ answer: 'sk-a', shown: 'Key: \n', modes: [true, false], listeners: 0 })
  })

  it('knows how people type: corrections, pastes, arrows, letters in two pieces', async () => {
    expect((await type('abc\u007F\u007Fx\n')).answer).toBe('ax')
    expect((await type('wrong\u0015right\r')).answer).toBe('right')
    expect((await type('\u001B[200~sk-', 'pasted\u001B[20', '1~\u001B[D\r')).answer).toBe('sk-pasted')
    const bytes = Buffer.from('ü\r')
    expect((await type(bytes.subarray(0, 1), bytes.subarray(1))).answer).toBe('ü')
  })

  it('stops on ⌃C', async () => {
    const { answer, modes } = await type('sk-\u0003')
    expect(answer).toMatchObject({ name: 'AbortError' })
    expect(modes).toEqual([true, false])
  })

  const hasScript = spawnSync('script', ['--version']).error === undefined && process.platform === 'linux'

  it.skipIf(!hasScript)('echoes nothing on a real terminal (needs script, for a terminal)', async () => {
    const module = new URL('../../src/main/cli/hidden-prompt.ts', import.meta.url).href
    const program = `import { hiddenPrompt } from ${JSON.stringify(module)}; const typed = await hiddenPrompt('Key: ', process.stdin, (text) => process.stderr.write(text)); console.log('length', typed.length)`
    const child = spawn('script', ['-qec', `${process.execPath} --input-type=module -e ${JSON.stringify(program).replaceAll('$', '\\$')}`, '/dev/null'], { stdio: 'pipe' })
    let seen = ''
    let isTyped = false
    child.stdout.on('data', (piece: Buffer) => {
      seen += piece.toString()
      if (!isTyped && seen.includes('Key: ')) isTyped = child.stdin.write(`${KEY}\r`)
    })
    await new Promise((resolve) => child.once('exit', resolve))
    expect(seen).toContain(`length ${KEY.length}`)
    expect(seen).not.toContain(KEY.slice(0, 6))
  })
})
