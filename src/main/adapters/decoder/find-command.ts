import { access, constants } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

/** An app opened from the Finder has a PATH without these, though Homebrew, MacPorts or a person put ffmpeg there. */
const USUAL_FOLDERS = ['/opt/homebrew/bin', '/usr/local/bin', '/opt/local/bin', '/usr/bin', '/bin']

/** The absolute path of a command, looked up on the PATH and in the usual folders; null when it is not installed. */
export const findCommand = async (name: string, pathVariable: string | undefined): Promise<string | null> => {
  // A relative entry on the PATH would run whatever lies in the current folder.
  const onPath = (pathVariable ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  for (const folder of new Set([...onPath, ...USUAL_FOLDERS])) {
    const candidate = join(folder, name)
    if (await isExecutable(candidate)) return candidate
  }
  return null
}

const isExecutable = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
