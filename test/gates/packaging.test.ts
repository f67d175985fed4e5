import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { matchesGlob } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

interface Packaging {
  readonly files: readonly string[]
  readonly asarUnpack: readonly string[]
  readonly beforePack: string
  readonly electronFuses: Readonly<Record<string, boolean>>
  readonly mac: { readonly hardenedRuntime: boolean; readonly entitlements: string; readonly entitlementsInherit: string; readonly extendInfo: Readonly<Record<string, string>>; readonly target: readonly { readonly arch: string }[] }
}
const text = read('build/electron-builder.yml')
const packaging = parse(text) as Packaging

// electron-builder's own check of its configuration; it is not among its typed exports.
const { validateConfiguration } = createRequire(import.meta.url)('app-builder-lib/out/util/config/config.js') as {
  readonly validateConfiguration: (configuration: unknown, debug: { readonly isEnabled: boolean }) => Promise<void>
}
const check = (configuration: unknown): Promise<void> => validateConfiguration(configuration, { isEnabled: false })

// electron-builder's patterns end in `{,/**}` for a folder and what is in it.
const fits = (path: string, pattern: string): boolean => (pattern.endsWith('{,/**}') ? [pattern.slice(0, -6), `${pattern.slice(0, -6)}/**`] : [pattern]).some((one) => matchesGlob(path, one))

describe('the packaging of the Mac app', () => {
  it('is a configuration that electron-builder takes', async () => {
    await expect(check(parse(text))).resolves.toBeUndefined()
  })

  it('would be refused with an option that electron-builder does not know', async () => {
    await expect(check({ ...packaging, hardenRuntime: true })).rejects.toThrow('hardenRuntime')
  })

  it.each([
    ['node_modules/@node-llama-cpp/mac-arm64-metal/bins/llama-addon.node', true],
    ['node_modules/@fugood/node-whisper-darwin-arm64/index.node', true],
    ['node_modules/keytar/build/Release/keytar.node', true],
    ['node_modules/keytar/src/main.cc', false],
    ['node_modules/keytar/node_modules/node-addon-api/napi.h', false],
    ['node_modules/prebuild-install/bin.js', false],
    ['node_modules/openai/index.mjs', false],
    ['node_modules/@anthropic-ai/sdk/index.mjs', false],
    ['node_modules/pdfjs-dist/legacy/build/pdf.mjs', false],
    ['node_modules/@mozilla/readability/index.js', false],
    ['node_modules/@napi-rs/canvas-darwin-arm64/skia.darwin-arm64.node', false],
    ['node_modules/@node-llama-cpp/linux-x64-cuda/bins/llama-addon.node', false],
    ['node_modules/@node-llama-cpp/win-x64-vulkan/bins/llama-addon.node', false],
    ['node_modules/@node-llama-cpp/mac-x64/bins/llama-addon.node', false],
    ['node_modules/@fugood/node-whisper-linux-x64-vulkan/index.node', false],
    ['node_modules/@fugood/node-whisper-win32-arm64/index.node', false],
  ])('%s ships: %s', (path, ships) => {
    const left = packaging.files.filter((pattern) => pattern.startsWith('!')).some((pattern) => fits(path, pattern.slice(1)))
    expect(!left).toBe(ships)
    if (ships) expect(packaging.asarUnpack.some((pattern) => fits(path, pattern))).toBe(true)
  })

  it('compiles what speaks to the keychain before it packs, and fails without it', async () => {
    const { default: beforePack } = (await import(new URL('../../build/before-pack.mjs', import.meta.url).href)) as { readonly default: (context: { readonly electronPlatformName: string }) => void }
    expect(packaging.beforePack).toBe('build/before-pack.mjs')
    expect(() => beforePack({ electronPlatformName: 'elsewhere' })).toThrow('cannot be built')
  })

  it('is built for Apple silicon alone', () => {
    expect(packaging.mac.target.map(({ arch }) => arch)).toEqual(['arm64', 'arm64'])
  })

  it('burns every fuse that would let another program use ours', () => {
    expect(packaging.electronFuses).toMatchObject({ runAsNode: false, enableNodeOptionsEnvironmentVariable: false, enableNodeCliInspectArguments: false, onlyLoadAppFromAsar: true })
  })

  it('may hear what is dictated, and says why when macOS asks', () => {
    expect(packaging.mac.extendInfo['NSMicrophoneUsageDescription']).toContain('on this Mac')
    for (const path of [packaging.mac.entitlements, packaging.mac.entitlementsInherit]) expect(read(path)).toContain('<key>com.apple.security.device.audio-input</key>')
  })

  it('hardens the runtime, and lets in no library that is not ours', () => {
    expect(packaging.mac.hardenedRuntime).toBe(true)
    for (const path of [packaging.mac.entitlements, packaging.mac.entitlementsInherit]) expect(read(path)).not.toContain('<key>com.apple.security.cs.disable-library-validation')
  })
})
