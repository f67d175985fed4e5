import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { furtherParts } from '../../core/lib/model-parts.ts'

// node-llama-cpp looks here for the C library, to know which of its builds fits.
const SYSTEM_LIBRARIES = ['/lib', '/lib64', '/usr/lib', '/usr/lib64']

/**
 * What plain Node is told of an engine: it may read the code, its model and the decoded audio, write nothing, and start no
 * child, no thread and no binding. Add-ons are let in, for the models run in them; what they do Node does not see.
 */
export const engineFlags = (deps: { readonly enginePath: string; readonly modelPath: string; readonly readFolders: readonly string[]; readonly platform: NodeJS.Platform }): readonly string[] => {
  const code = [dirname(deps.enginePath), ...packageFolders(deps.enginePath)]
  const folders = [...code, ...deps.readFolders, ...(deps.platform === 'linux' ? SYSTEM_LIBRARIES : [])]
  // A folder that is not there yet would be taken for a file: the star says what is meant.
  const readable = [...folders.flatMap((folder) => [folder, join(realPathOf(folder), '*')]), ...[deps.modelPath, ...furtherParts(deps.modelPath)].flatMap((path) => [path, realPathOf(path)])]
  return ['--permission', '--allow-addons', ...[...new Set(readable)].map((path) => `--allow-fs-read=${path}`)]
}

/** Every `node_modules` that code in this file would look into, and where it really lies. */
const packageFolders = (file: string): readonly string[] => {
  const found: string[] = []
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const packages = join(folder, 'node_modules')
    if (existsSync(packages)) found.push(packages, realPathOf(packages))
  }
  return found
}

const realPathOf = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
