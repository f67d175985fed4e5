// A host of one program, for bound.test.ts: started as a process of its own, so that it can be killed.
import { tmpdir } from 'node:os'
import { runDecoder } from '../../src/main/adapters/decoder/run-decoder.ts'
import { runCli } from '../../src/main/adapters/whisper/run-cli.ts'

const [kind, program = '', ...args] = process.argv.slice(2)
const { signal } = new AbortController()
const quiet = (): void => {}
if (kind === 'decoder') await runDecoder({ command: program, args, onOutput: quiet, onErrorLine: quiet, limitMs: 600_000, stallMs: 600_000, signal })
else await runCli(program, args, { folder: tmpdir(), signal, silentMs: 600_000, onOutLine: quiet, onErrorLine: quiet })
