import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Entry {
  readonly version?: string
  readonly integrity?: string
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly hasInstallScript?: boolean
}
const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as { readonly packages: Readonly<Record<string, Entry>> }
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly allowScripts: Readonly<Record<string, boolean>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}

const onMac = ({ os, cpu }: Entry): boolean => (!os || os.includes('darwin')) && (!cpu || cpu.includes('arm64'))

// A package that brings its native half as optional packages, one a platform: any whose optional dependencies name a system.
const PLATFORM = /(darwin|macos|mac)-(arm64|universal)/
const families = Object.entries(lock.packages)
  .map(([path, { optionalDependencies = {} }]) => ({ path, halves: Object.keys(optionalDependencies) }))
  .filter(({ halves }) => halves.some((half) => /linux|win32|darwin|mac-/.test(half)))

describe('the lock file, which decides what a Mac gets', () => {
  it('sees the native packages', () => {
    const paths = families.map(({ path }) => path)
    expect(paths).toContain('node_modules/node-llama-cpp')
    expect(paths).toContain('node_modules/@fugood/whisper.node')
  })

  it.each(families.filter(({ halves }) => halves.some((half) => PLATFORM.test(half))))('has the darwin-arm64 half of $path, with integrity', ({ halves }) => {
    const half = halves.filter((name) => PLATFORM.test(name)).map((name) => lock.packages[`node_modules/${name}`])
    expect(half.some((entry) => entry && onMac(entry) && entry.integrity?.startsWith('sha512-') && entry.version)).toBe(true)
  })

  // It has no half for each system: its sources hold the Mac's, and they are compiled on the machine that uses them.
  it('brings keytar as sources, with the headers to compile them, and never runs its script', () => {
    expect(lock.packages['node_modules/keytar']).toMatchObject({ version: '7.9.0', hasInstallScript: true, integrity: expect.stringMatching(/^sha512-/) as string })
    expect(onMac(lock.packages['node_modules/keytar'] ?? { os: ['none'] })).toBe(true)
    for (const path of ['node_modules/keytar/node_modules/node-addon-api', 'node_modules/node-api-headers']) expect(lock.packages[path]?.integrity).toMatch(/^sha512-/)
    expect(manifest.allowScripts['keytar']).toBe(false)
    for (const source of ['main.cc', 'async.cc', 'keytar_mac.cc', 'keytar_posix.cc']) expect(existsSync(new URL(`../../node_modules/keytar/src/${source}`, import.meta.url))).toBe(true)
  })

  it('pins every direct dependency to one version', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }).filter(([, range]) => !/^\d+\.\d+\.\d+$/.test(range))
    expect(loose).toEqual([])
  })

  it('knows every install script: none runs that nobody decided on', () => {
    const scripted = Object.entries(lock.packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
    expect(scripted.filter((name) => manifest.allowScripts[name] === undefined && name !== 'fsevents')).toEqual([])
  })
})
