import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { DirectRun } from './direct.ts'

const SCRIPT = fileURLToPath(new URL('direct.ts', import.meta.url))

/** Decodes, detects and writes down each file with nothing of ours around it, in a process of its own. */
export const runDirect = async (folder: string, paths: readonly string[]): Promise<readonly DirectRun[]> => {
  // The native code talks a lot on stderr.
  const child = spawn(process.execPath, [SCRIPT, folder, ...paths], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [said, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (code !== 0) throw new Error(`The direct run ended with ${String(signal ?? code)}.`)
  return said.trim().split('\n').map((line) => JSON.parse(line) as DirectRun)
}

/** What the stages of a run take together. */
export const totalMs = (run: DirectRun): number => run.decodeMs + run.loadDetectorMs + run.detectMs + run.loadEngineMs + run.engineMs
