import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const OUT = fileURLToPath(new URL('../../out/main', import.meta.url))
const IMPORT = /^(?:import|export)\s*(?:[^'"]*?\sfrom\s*)?["']([^"']+)["']/gm

/** All that is read before the first line of a built file runs: its imports, and theirs. */
const readBefore = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    const path = name.startsWith('.') ? join(dirname(file), name) : name
    if (seen.has(path)) continue
    seen.add(path)
    if (name.startsWith('.')) readBefore(path, seen)
  }
  return seen
}

describe('what is built', () => {
  it.each(['host', 'engine', 'cli', 'index', 'guard'])('%s.js reads Node and the guard before its first line, and nothing else', (entry) => {
    const before = [...readBefore(join(OUT, `${entry}.js`))].filter((path) => !isBuiltin(path))
    expect(before.map((path) => path.slice(OUT.length + 1))).toEqual([expect.stringMatching(/^chunks\/guard-[\w-]+\.js$/)])
  })

  it.each(['host', 'engine', 'cli', 'index'])('%s.js installs the guard, and loads its root after that', (entry) => {
    const text = readFileSync(join(OUT, `${entry}.js`), 'utf8')
    const installs = text.indexOf('\ninstallGuard(')
    expect(installs).toBeGreaterThan(0)
    expect(text.indexOf('await import("./root-')).toBeGreaterThan(installs)
  })

  it('would see a module before the guard', () => {
    expect([...readBefore(join(OUT, 'root-host.js'))].some((path) => !isBuiltin(path))).toBe(true)
  })
})
