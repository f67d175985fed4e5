import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { DirectRun } from './direct.ts'

const SCRIPT = fileURLToPath(new URL('direct.ts', import.meta.url))

/** Decodes, detects and writes down each file with nothing of ours around it, in a process of its own. */
export const runDirect = async (folder: string, paths: readonly string[]): Promise<readonly DirectRun[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, folder, ...paths], { maxBuffer: 2 ** 26 })
  return stdout.trim().split('\n').map((line) => JSON.parse(line) as DirectRun)
}

/** What the stages of a run take together. */
export const totalMs = (run: DirectRun): number => run.decodeMs + run.loadDetectorMs + run.detectMs + run.loadEngineMs + run.engineMs
