import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const config = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs')) as { readonly forbidden: readonly { readonly name: string }[] }

// One planted fault per rule: a gate that has never failed is not a gate.
const PLANTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no-cycles': { 'src/main/core/lib/a.ts': `import { b } from './b.ts'\nexport const a = () => b`, 'src/main/core/lib/b.ts': `import { a } from './a.ts'\nexport const b = () => a` },
  'electron-only-in-shell': { 'src/main/web/door.ts': `import { app } from 'electron'\nexport const x = app` },
  'node-roots-never-reach-electron': { 'src/main/host.ts': `import { x } from './rpc/x.ts'\nexport const h = x`, 'src/main/rpc/x.ts': `import { app } from 'electron'\nexport const x = app` },
  'contract-is-pure': { 'src/contract/x.ts': `import { readFileSync } from 'node:fs'\nexport const x = readFileSync` },
  'core-imports-core-and-contract': { 'src/main/core/memos/x.ts': `import { readFileSync } from 'node:fs'\nexport const x = readFileSync` },
  'features-are-islands': { 'src/main/core/memos/x.ts': `import { y } from '../chat/index.ts'\nexport const x = y`, 'src/main/core/chat/index.ts': `export const y = 1` },
  'features-enter-by-index': { 'src/main/compose.ts': `import { y } from './core/chat/inner.ts'\nexport const x = y`, 'src/main/core/chat/inner.ts': `export const y = 1` },
  'adapters-know-only-ports': { 'src/main/adapters/a/x.ts': `import { y } from '../b/y.ts'\nexport const x = y`, 'src/main/adapters/b/y.ts': `export const y = 1` },
  'only-roots-build-adapters': { 'src/main/compose.ts': `import { y } from './adapters/b/y.ts'\nexport const x = y`, 'src/main/adapters/b/y.ts': `export const y = 1` },
  'outside-packages-only-in-adapters': { 'src/main/rpc/x.ts': `import { watch } from 'chokidar'\nexport const x = watch` },
  'rpc-is-thin': { 'src/main/rpc/x.ts': `import { y } from '../web/y.ts'\nexport const x = y`, 'src/main/web/y.ts': `export const y = 1` },
  'hosts-do-not-mix': { 'src/main/web/x.ts': `import { y } from '../shell/y.ts'\nexport const x = y`, 'src/main/shell/y.ts': `export const y = 1` },
  'cli-speaks-contract': { 'src/main/cli/x.ts': `import { y } from '../core/lib/y.ts'\nexport const x = y`, 'src/main/core/lib/y.ts': `export const y = 1` },
  'renderer-speaks-contract': { 'src/renderer/x.ts': `import { y } from '../main/core/lib/y.ts'\nexport const x = y`, 'src/main/core/lib/y.ts': `export const y = 1` },
  'renderer-has-no-node': { 'src/renderer/x.ts': `import { join } from 'node:path'\nexport const x = join` },
  'preload-is-a-pipe': { 'src/preload/index.ts': `import { y } from '../contract/y.ts'\nexport const x = y`, 'src/contract/y.ts': `export const y = 1` },
  'the-guard-comes-first': { 'src/main/start/host.ts': `import { y } from '../core/lib/y.ts'\nexport const x = y`, 'src/main/core/lib/y.ts': `export const y = 1` },
  'nobody-imports-a-root': { 'src/main/shell/x.ts': `import { h } from '../host.ts'\nexport const x = h`, 'src/main/host.ts': `export const h = 1` },
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehold-layers-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs the gate over a tree that holds these files and nothing else. */
const gate = async (name: string, files: Readonly<Record<string, string>>): Promise<{ readonly code: number; readonly output: string }> => {
  const tree = join(folder, name)
  await mkdir(join(tree, 'src'), { recursive: true })
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) await copyFile(join(ROOT, file), join(tree, file))
  await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(tree, path)), { recursive: true })
    await writeFile(join(tree, path), text)
  }
  return run(process.execPath, [join(ROOT, 'scripts/layers.mjs'), join(tree, '.dependency-cruiser.cjs')]).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    (error: { readonly code: number; readonly stdout: string }) => ({ code: error.code, output: error.stdout }),
  )
}

describe('the layer gate', () => {
  it('has a planted violation for every rule', () => {
    expect(Object.keys(PLANTED).sort()).toEqual(config.forbidden.map(({ name }) => name).sort())
  })

  it.each(Object.entries(PLANTED))('catches a violation of %s', async (name, files) => {
    const { code, output } = await gate(name, files)
    expect(output).toContain(`${name}: `)
    expect(code).toBe(1)
  })

  it.each(['src/main/utils.ts', 'src/main/adapters/strings.ts', 'src/main/core/paths.ts', 'src/shared/x.ts', 'src/preload/more.ts'])('catches %s, which stands in no room', async (path) => {
    const { code, output } = await gate(path.replaceAll('/', '-'), { [path]: 'export const x = 1' })
    expect(output).toContain(`every-file-has-a-room: ${path}`)
    expect(code).toBe(1)
  })

  it('passes a clean tree', async () => {
    expect(await gate('clean', { 'src/contract/x.ts': `export const x = 1` })).toMatchObject({ code: 0 })
  })

  it('fails when it read no module at all', async () => {
    expect(await gate('empty', {})).toMatchObject({ code: 1 })
  })
})
