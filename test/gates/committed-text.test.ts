import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What names one machine: a folder of it, or the registry it installs from (the public one is everybody's). */
const namesAMachine = (text: string): readonly string[] => [
  ...(text.match(/(?<![\w.~*-])\/(?:work|Users|home|root)\/[\w.-]+/g) ?? []),
  ...(text.match(/"resolved": "https?:\/\/(?!registry\.npmjs\.org\/)[^"]+/g) ?? []),
  ...(text.match(/^\s*(?:@[\w-]+:)?registry\s*=.*$/gm) ?? []),
]

const tracked = (): readonly string[] => {
  try {
    return execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean)
  } catch {
    return []
  }
}
const files = tracked().filter((path) => !/\.(png|bin|m4a|wav|gguf|ico|icns|woff2?)$/.test(path))

// Made-up people in tests, who have a home.
const INVENTED = /^\/(?:Users|home)\/(?:me|ada|ann|mara|sam)$/

describe('what is committed', () => {
  it('would be caught naming a machine', () => {
    expect(namesAMachine('see /work/checkout/src and "resolved": "https://npm.example.test/a.tgz"\nregistry=https://npm.example.test')).toHaveLength(3)
    expect(namesAMachine('https://example.test/home/page and ./work/x')).toEqual([])
  })

  it.skipIf(files.length === 0)('names no machine', () => {
    const found = files
      .filter((path) => path !== 'test/gates/committed-text.test.ts')
      .flatMap((path) => namesAMachine(readFileSync(join(ROOT, path), 'utf8')).filter((match) => !INVENTED.test(match)).map((match) => `${path}: ${match}`))
    expect(found).toEqual([])
  })
})
