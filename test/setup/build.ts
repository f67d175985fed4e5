import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const newestMs = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((newest, entry) => Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0)

/** Builds the app once before the tests, for they run the built engine, host and page; skipped when nothing changed. */
export const setup = (): void => {
  const built = join(ROOT, 'out/main/engine.js')
  const sources = Math.max(newestMs(join(ROOT, 'src')), statSync(join(ROOT, 'electron.vite.config.ts')).mtimeMs)
  if (existsSync(built) && statSync(built).mtimeMs > sources) return
  execFileSync(process.execPath, [join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'], { cwd: ROOT, stdio: 'inherit' })
}
