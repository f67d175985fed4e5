import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../../contract/errors.ts'

const PACKAGES: Readonly<Record<string, string>> = {
  'darwin-arm64': '@node-llama-cpp/mac-arm64-metal',
  'darwin-x64': '@node-llama-cpp/mac-x64',
  'linux-arm64': '@node-llama-cpp/linux-arm64',
  'linux-x64': '@node-llama-cpp/linux-x64',
}

/** The built-in language engine, for `doctor`, found without loading it. Rejects UNSUPPORTED when this installation has none. */
export const describeLanguageEngine = async (signal: AbortSignal): Promise<{ readonly name: string; readonly version: string; readonly device: string }> => {
  const platform = `${process.platform}-${process.arch}`
  const name = PACKAGES[platform]
  if (name === undefined) throw new AppError('UNSUPPORTED', 'There is no language engine for this kind of machine.')
  try {
    // The platform's half allows no look at its package.json by name; its entry module lies in `dist/`.
    const path = fileURLToPath(new URL('../package.json', import.meta.resolve(name)))
    const { version } = JSON.parse(await readFile(path, { encoding: 'utf8', signal })) as { readonly version: string }
    return { name: 'llama.cpp (node-llama-cpp)', version, device: platform === 'darwin-arm64' ? 'Metal' : 'CPU' }
  } catch (cause) {
    signal.throwIfAborted()
    throw new AppError('UNSUPPORTED', 'The language engine is missing from this installation.', { next: 'Install Freehold again.', cause })
  }
}
