import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

export interface LogFile {
  write(line: string): void
  close(): void
}

/**
 * A file of lines that only its owner can read. When full it is kept once as `<name>.1`, so that both together never
 * pass twice the bound. A disk that refuses the write loses the line, never the work.
 */
export const createLogFile = (path: string, maxBytes = 5_000_000): LogFile => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let file = openSync(path, 'a', 0o600)
  let sizeBytes = fstatSync(file).size

  const rotate = (): void => {
    closeSync(file)
    file = -1
    renameSync(path, `${path}.1`)
    file = openSync(path, 'a', 0o600)
    sizeBytes = 0
  }

  return {
    write: (line) => {
      const bytes = Buffer.from(line)
      try {
        if (file === -1) file = openSync(path, 'a', 0o600)
        if (sizeBytes > 0 && sizeBytes + bytes.length > maxBytes) rotate()
        writeSync(file, bytes)
        sizeBytes += bytes.length
      } catch {
        // Logging has nobody to tell.
      }
    },
    close: () => {
      if (file !== -1) closeSync(file)
      file = -1
    },
  }
}
