import { spawn } from 'node:child_process'
import { AppError } from '../../../contract/errors.ts'

const LIMIT_MS = 5000
// The first that is there and works. By standard input, for arguments can be read by everybody on the machine.
const PROGRAMS: Readonly<Partial<Record<NodeJS.Platform, readonly (readonly [string, ...string[]])[]>>> = {
  darwin: [['pbcopy']],
  linux: [['wl-copy'], ['xclip', '-selection', 'clipboard'], ['xsel', '--clipboard', '--input']],
}

/** Puts a text on the clipboard, by the program that this system has for it. Rejects UNSUPPORTED where there is none. */
export const copyToClipboard = async (text: string, platform: NodeJS.Platform): Promise<void> => {
  for (const [program, ...args] of PROGRAMS[platform] ?? []) if (await feed(program, args, text)) return
  throw new AppError('UNSUPPORTED', 'There is no clipboard here that a token could be put on, so none was made.', { next: 'Make one on the command line, which prints it once: npm run -s freehold -- api add NAME' })
}

const feed = (program: string, args: readonly string[], text: string): Promise<boolean> =>
  new Promise((resolve) => {
    // Some stay to serve the clipboard: their outputs are nobody's, so that it is their exit that counts.
    const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'], timeout: LIMIT_MS })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
    child.stdin.on('error', () => undefined)
    child.stdin.end(text)
  })
