import { mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSettingsFile, SETTINGS_TEMPLATE } from '../../../src/main/adapters/settings-file/index.ts'
import { createSettings } from '../../../src/main/core/settings/index.ts'
import type { SettingsStore } from '../../../src/main/core/settings/index.ts'

const signal = new AbortController().signal
let folder = ''
let path = ''
let open: SettingsStore | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'freehold-settings-'))
  path = join(folder, 'settings.yaml')
})
afterEach(async () => {
  await open?.close()
  await rm(folder, { recursive: true, force: true })
})

const start = async (text?: string): Promise<SettingsStore> => {
  if (text !== undefined) await writeFile(path, text)
  open = await createSettings({ file: createSettingsFile(path), homeFolder: '/home/ann', template: SETTINGS_TEMPLATE, signal })
  return open
}

describe('settings', () => {
  it('explain themselves in a new file, and an empty one is valid', async () => {
    const settings = await start()
    expect(await readFile(path, 'utf8')).toBe(SETTINGS_TEMPLATE)
    expect((await stat(path)).mode & 0o077).toBe(0)
    expect(settings.current().models.keepAliveMinutes).toBe(5)
    await writeFile(path, '')
    await settings.reload(signal)
    expect(settings.problems()).toEqual([])
  })

  it('hold the defaults of a group whose lines are all commented out, and keep ~ out of paths', async () => {
    const settings = await start('memos:\n  watch: [~/Recordings]\nmodels:\n  # speech: small\n')
    expect(settings.current().memos.watch).toEqual(['/home/ann/Recordings'])
    expect(settings.current().models.speech).toBe('auto')
  })

  it.each([
    ['memos:\n  copyAudio: maybe\n', 2, 3, '“memos.copyAudio” is to be true or false.'],
    ['memos:\n  restSeconds: 5\n  copyAudios: true\n', 3, 3, 'Freehold has no setting named “memos.copyAudios”.'],
    ['models:\n  keepAliveMinutes: 9999\n', 2, 3, '“models.keepAliveMinutes” is to be at most 1440.'],
    ['memos:\n  folders:\n    - folder: Work\n    - tag: home\n', 4, 7, '“memos.folders.1.folder” is to be a text.'],
    ['just words\n', 1, 1, 'The settings are to be a list of names with values, such as “memos:”.'],
  ])('say what is wrong and where: %j', async (text, line, column, message) => {
    expect((await start(text)).problems()).toEqual([{ line, column, message }])
  })

  it('name the place of what is not YAML at all', async () => {
    const [problem] = (await start('memos:\n  watch: [a, b\n')).problems()
    expect(problem?.line).toBeGreaterThanOrEqual(2)
    expect(problem?.message).toMatch(/not written as YAML/)
  })

  it('refuse a folder rule that leads out of the vault, in a sentence with its line', async () => {
    for (const folder of ['../Elsewhere', 'Work/../../x', '~/Notes', '.hidden']) {
      const settings = await start(`memos:\n  folders:\n    - tag: work\n      folder: ${folder}\n`)
      expect(settings.problems()).toEqual([{ message: '“memos.folders.0.folder” is to be a folder in the vault, and not a hidden one.', line: 4, column: 7 }])
    }
    expect((await start('memos:\n  folders:\n    - tag: work\n      folder: Work/Memos\n')).problems()).toEqual([])
  })

  it('keep the last good values while the file has a mistake, and never write over it', async () => {
    const settings = await start('models:\n  speech: small\n')
    await writeFile(path, 'models:\n  speech: [\n')
    await settings.reload(signal)
    expect(settings.current().models.speech).toBe('small')
    expect(settings.problems()).toHaveLength(1)
    await expect(settings.set('models.speech', 'base', signal)).rejects.toMatchObject({ code: 'SETTINGS_BROKEN' })
    expect(await readFile(path, 'utf8')).toBe('models:\n  speech: [\n')
  })

  it('change one value and keep the comments and the order', async () => {
    const settings = await start('# mine\nmodels:\n  speech: small # the fast one\nmemos:\n  # nothing yet\n')
    await settings.set('models.speech', 'base', signal)
    await settings.set('memos.copyAudio', true, signal)
    const text = await readFile(path, 'utf8')
    expect(text).toContain('# mine\nmodels:\n  speech: base # the fast one\nmemos:\n')
    expect(text).toContain('# nothing yet')
    expect(text).toContain('copyAudio: true')
    expect(settings.current()).toMatchObject({ models: { speech: 'base' }, memos: { copyAudio: true } })
  })

  it('never go back to what stood in the file before a change, however late that was read', async () => {
    await writeFile(path, '')
    const file = createSettingsFile(path)
    const late = Promise.withResolvers<void>()
    let holds = false
    // The file as it is, with one reading that is slow to come back.
    const slow = {
      ...file,
      read: async (readSignal: AbortSignal) => {
        const text = await file.read(readSignal)
        if (holds) {
          holds = false
          await late.promise
        }
        return text
      },
    }
    open = await createSettings({ file: slow, homeFolder: '/home/ann', template: SETTINGS_TEMPLATE, signal })
    holds = true
    const reloading = open.reload(signal)
    const changing = open.set('memos.copyAudio', true, signal)
    // Long enough for a change that does not wait for the reading; one that waits is let go here.
    await Promise.race([changing, new Promise((resolve) => setTimeout(resolve, 300))])
    late.resolve()
    await Promise.all([reloading, changing])
    expect(open.current().memos.copyAudio).toBe(true)
  })

  it('lose none of two changes made at once', async () => {
    const settings = await start('')
    await Promise.all([settings.set('models.speech', 'base', signal), settings.set('models.threads', 2, signal)])
    expect(settings.current().models).toMatchObject({ speech: 'base', threads: 2 })
  })

  it('refuse a value that does not fit and leave the file alone', async () => {
    const settings = await start('# mine\n')
    await expect(settings.set('models.threads', 'many', signal)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(settings.set('models.brand', 'x', signal)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await readFile(path, 'utf8')).toBe('# mine\n')
  })

  it('are read again when an editor replaces the file, more than once', async () => {
    const settings = await start('models:\n  threads: 1\n')
    const changed = vi.fn()
    settings.onChange(changed)
    for (const threads of [2, 3]) {
      await writeFile(join(folder, 'new'), `models:\n  threads: ${threads}\n`)
      await rename(join(folder, 'new'), path)
      await vi.waitFor(() => expect(settings.current().models.threads).toBe(threads), 5_000)
    }
    expect(changed).toHaveBeenCalledTimes(2)
  })

  it('stay a link when the file is one', async () => {
    await writeFile(join(folder, 'dotfiles.yaml'), '')
    await symlink(join(folder, 'dotfiles.yaml'), path)
    const settings = await start()
    await settings.set('models.threads', 2, signal)
    expect(await readFile(join(folder, 'dotfiles.yaml'), 'utf8')).toContain('threads: 2')
  })

  it('say so when the file cannot be read at all', async () => {
    await symlink('/dev/zero', path)
    expect((await start()).problems()[0]?.message).toMatch(/cannot be read/)
  })
})
