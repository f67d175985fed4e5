// An engine with a planted dependency: each call tries every way out, and answers what became of them.
import { installGuard, takeGuard } from '../../../src/main/adapters/net-gate/guard.ts'

installGuard({ ownFolder: import.meta.dirname, programs: [], guardPath: null })
const { connectToParent, serveEngine } = await import('../../../src/main/adapters/engine-process/index.ts')

const codeOf = async (work: () => unknown): Promise<string> => {
  try {
    await work()
    return 'out'
  } catch (error) {
    const { code, cause } = error as { readonly code?: string; readonly cause?: { readonly code?: string } }
    return cause?.code ?? code ?? String(error)
  }
}

serveEngine(
  await connectToParent(),
  async () => ({
    device: 'CPU',
    call: async ({ params }) => {
      const { url, writePath } = params as { readonly url: string; readonly writePath: string }
      const { execFile } = await import('node:child_process')
      const { Worker } = await import('node:worker_threads')
      const { writeFile, readFile } = await import('node:fs/promises')
      return {
        fetch: await codeOf(() => fetch(url)),
        child: await codeOf(() => new Promise((resolve, reject) => execFile('curl', [url], (error) => (error ? reject(error) : resolve(null))))),
        worker: await codeOf(() => new Worker('fetch("' + url + '")', { eval: true })),
        binding: await codeOf(() => (process as unknown as { binding(name: string): unknown }).binding('tcp_wrap')),
        write: await codeOf(() => writeFile(writePath, 'words')),
        read: await codeOf(() => readFile('/etc/passwd')),
      }
    },
  }),
  takeGuard()?.onBlocked,
)
