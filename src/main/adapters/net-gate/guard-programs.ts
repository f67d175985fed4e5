import programs from 'node:child_process'
import { basename, isAbsolute, resolve, sep } from 'node:path'
import { boundProgram } from '../../core/lib/bound-to-host.ts'
import type { Report } from './guard-report.ts'

interface Start {
  file?: unknown
  readonly args?: readonly string[]
  envPairs?: readonly string[]
}
type Spawn = (this: unknown, start: Start) => unknown

/** Nothing is there, so that the caller sees a program that is not installed. */
const NOWHERE = '/refused-by-freehold'
// What makes a program load code, go by another way, or know a key.
const UNCLEAN = /^(NODE_|LD_|DYLD_|ELECTRON_|[a-z_]*_proxy=)|^[^=]*(KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL)/i
const OWN_FLAGS = /^--(permission|allow-addons|allow-fs-read=.*)$/
const ADDRESS = /[a-z][a-z0-9+.-]*:\/\//i
// It can reach nobody, and is told words that a person expects to hear, an address among them.
const TAKES_WORDS = new Set(['whisper-cli'])
// They show the person our own page.
const OPENERS = new Set(['open', 'xdg-open'])
const OWN_ADDRESS = /^https?:\/\/127\.0\.0\.1(:|\/|$)/

/** Lets only the programs that are named be started, on files and never on addresses, and our own roots by this very Node. */
export const guardPrograms = (report: Report, deps: { readonly ownFolder: string; readonly programs: readonly string[] }): void => {
  const isAllowed = (file: string, args: readonly string[]): boolean => {
    if (file === process.execPath) return isOwnRoot(args, deps.ownFolder)
    const name = basename(file)
    if (!deps.programs.includes(name)) return false
    return TAKES_WORDS.has(name) || !args.some((argument) => ADDRESS.test(argument) && !(OPENERS.has(name) && OWN_ADDRESS.test(argument)))
  }
  const prototype = (programs as unknown as { readonly ChildProcess: { readonly prototype: { spawn: Spawn } } }).ChildProcess.prototype
  const spawn = prototype.spawn
  // `spawn`, `exec`, `execFile`, `fork` and references to them taken earlier all end here.
  prototype.spawn = function (start) {
    const file = String(start.file)
    const [, ...args] = start.args ?? []
    // A shell is no program of ours but for the one line that binds another's life to this process.
    const [program, given] = boundProgram(file, args) ?? [file, args]
    if (!isAllowed(program, given)) {
      report.refuse('program', basename(program))
      start.file = `${NOWHERE}/${basename(file)}`
    }
    if (start.envPairs !== undefined) start.envPairs = start.envPairs.filter((pair) => !UNCLEAN.test(pair))
    return spawn.call(this, start)
  }
  // Nothing of ours waits for a program.
  const never = (file: unknown): never => {
    throw report.refuse('program', basename(String(file).split(' ')[0] ?? ''))
  }
  Object.assign(programs, {
    spawnSync: (file: unknown) => ({ pid: 0, output: [], stdout: null, stderr: null, status: null, signal: null, error: report.refuse('program', basename(String(file))) }),
    execFileSync: never,
    execSync: never,
  })
}

/** Our own script, with no flag before it that would run another first. */
const isOwnRoot = (args: readonly string[], ownFolder: string): boolean => {
  const at = args.findIndex((argument) => !argument.startsWith('-'))
  const script = args[at]
  if (script === undefined || !isAbsolute(script) || !resolve(script).startsWith(ownFolder + sep)) return false
  return args.slice(0, at).every((flag) => OWN_FLAGS.test(flag))
}
