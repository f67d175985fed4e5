import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })

/** llama.cpp's own server with the same file, where it is on the PATH; null where it is not. */
export const startLlamaServer = async (modelPath: string, threads: number): Promise<{ readonly url: string; end(): void } | null> => {
  const program = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'llama-server')).find((path) => existsSync(path))
  if (program === undefined) return null
  const port = await freePort()
  const child = spawn(program, ['-m', modelPath, '--host', '127.0.0.1', '--port', String(port), '-t', String(threads), '-c', '8192'], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  const isUp = (): Promise<boolean> => fetch(`${url}/health`).then(({ ok }) => ok, () => false)
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error(`llama-server ended with ${child.exitCode}.`)
    await sleep(50)
  }
  return { url, end: () => void child.kill('SIGKILL') }
}
