import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { noChromium } from './browser.ts'
import { designModels, download, fit, manyModels, offered } from './fake-models-data.ts'
import { startFakeHost } from './fake-host.ts'
import { goTo, PAGE_FOLDER, usePages } from './page-fixture.ts'

const line = (page: Page, name: string) => page.locator('.mod').filter({ has: page.getByText(name, { exact: true }) })
const more = async (page: Page, name: string, choice: string): Promise<void> => {
  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menu').getByText(choice).click()
}
const noMemos = { rows: [] } as const

describe.skipIf(noChromium)('the models page', () => {
  const open = usePages()

  it('says what runs, what is coming and what fits, as it is drawn', async () => {
    const { page, complaints, strangers } = await open(noMemos, '#/models')
    await page.getByText('M3, 16 GB').waitFor()
    expect(await page.locator('.memory').textContent()).toBe('This MacM3, 16 GB4.4 GB in use of 10.0 GB for modelsgemma-3-4b 3.6Parakeet v3 0.8free 5.6left to macOS and your apps 6.0')
    expect(await line(page, 'gemma-3-4b').locator('p').allTextContents()).toEqual(['Quick and good for everyday questions.', 'In use by Chat, 31 tok/s', '3.6 GB · room for 16,384 tokens'])
    expect(await line(page, 'Parakeet v3').locator('p').allTextContents()).toEqual(['Writes memos down in 25 languages.', 'In use by Memos', '0.8 GB · 62× as fast as speech'])
    expect(await line(page, 'embeddinggemma').locator('p').allTextContents()).toEqual(['Finds notes by meaning.', '234 of 329 MB, 3 MB a second', 'Coming, 71%38 s left'])
    expect(await page.locator('.fit').allTextContents()).toEqual(['Tight. 9.1 of 10.0 GB', 'Fits well. 1.9 of 10.0 GB', 'Will not fit. Needs 18.2 GB', 'Fits well. 2.3 of 10.0 GB', 'Fits well. 1.2 of 10.0 GB'])
    expect([complaints, strangers]).toEqual([[], []])
  })

  it('follows the host by itself, also after the line to it was lost', async () => {
    const { page, host } = await open({ ...noMemos, token: 'one' }, '#/models')
    await page.getByText('Coming, 71%').waitFor()
    host.models.setDownload('d1', { receivedBytes: 300e6, secondsLeft: 9 })
    await page.getByText('Coming, 91%').waitFor()
    await page.getByText('9 s left').waitFor()
    await host.close()
    await page.getByText('Freehold does not answer at the moment').waitFor()
    const again = await startFakeHost({ staticFolder: PAGE_FOLDER, rows: [], port: host.port, token: 'one', models: { models: { downloads: [download('d1', { state: 'paused' })] } } })
    onTestFinished(() => again.close())
    await page.getByText('Paused at 71%').waitFor()
  })

  it('takes a model out of memory, and says why not where it works', async () => {
    const { page, host } = await open(noMemos, '#/models')
    await page.getByRole('button', { name: 'Unload Parakeet v3' }).click()
    await page.getByText('Memos works with it at the moment. Wait until it is done.').waitFor()
    await page.getByRole('button', { name: 'Unload gemma-3-4b' }).click()
    await page.getByText('Answers in chats').waitFor()
    await page.getByText('0.8 GB in use of').waitFor()
    expect(host.calls.filter((call) => call.startsWith('unload'))).toEqual(['unload ggml-parakeet-tdt-0.6b-v3', 'unload gemma-3-4b-it-Q4_K_M'])
  })

  it('takes a model for its task, and gives the choice back', async () => {
    const { page, host } = await open({ ...noMemos, models: { models: manyModels() } }, '#/models')
    await more(page, 'qwen3-8b', 'Use for chat')
    await expect.poll(() => host.calls).toContain('set models.language "qwen3-8b-Q4_K_M"')
    await page.getByRole('button', { name: 'More for qwen3-8b' }).click()
    expect(await page.getByRole('menuitemcheckbox', { name: 'Use for chat' }).getAttribute('aria-checked')).toBe('true')
    await page.getByRole('menuitemcheckbox', { name: 'Use for chat' }).click()
    await expect.poll(() => host.calls).toContain('set models.language "auto"')
    await more(page, 'nanowhisper-en-q5_0', 'Use for speech')
    await expect.poll(() => host.calls).toContain('set models.speech "demo"')
  })

  it('measures a model’s speed step by step, and keeps what came of it', async () => {
    const { page } = await open(noMemos, '#/models')
    await page.getByRole('button', { name: 'Unload gemma-3-4b' }).click()
    await more(page, 'gemma-3-4b', 'Measure its speed')
    await page.getByText('Reading a long prompt…').waitFor()
    await page.getByText('Writes 31 tok/s, reads 420 tok/s, first word after 0.4 s, takes 3.6 GB of memory.').waitFor()
    await goTo(page, '#/settings')
    await goTo(page, '#/models')
    await page.getByText('2.5 GB on the disk · 31 tok/s').waitFor()
  })

  it('removes a file after one question that says what it frees, and not one that works', async () => {
    const { page, host } = await open({ ...noMemos, models: { models: manyModels() } }, '#/models')
    await more(page, 'ggml-medium', 'Remove…')
    await page.getByText('This frees 402 MB on the disk.').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('This frees').waitFor({ state: 'detached' })
    expect(host.calls.filter((call) => call.startsWith('remove'))).toEqual([])
    await more(page, 'ggml-medium', 'Remove…')
    await page.getByRole('button', { name: 'Remove ggml-medium' }).click()
    await line(page, 'ggml-medium').waitFor({ state: 'detached' })
    await more(page, 'gemma-3-4b', 'Remove…')
    await page.getByRole('button', { name: 'Remove gemma-3-4b' }).click()
    await page.getByText('This model works at the moment.').waitFor()
    // The demo came with Freehold: there is nothing to remove.
    await page.getByRole('button', { name: 'More for nanowhisper-en-q5_0' }).click()
    expect(await page.getByRole('menu').filter({ visible: true }).getByText('Remove…').count()).toBe(0)
  })

  it('says of a file what is wrong with it, and marks the demo', async () => {
    const { page } = await open({ ...noMemos, models: { models: manyModels() } }, '#/models')
    await page.getByText('The file is cut short. Get it again.').waitFor()
    await page.getByText('Demo model: knows a few hundred words, do not trust it.').waitFor()
    await page.getByText('It leaves this Mac little for other apps.').waitFor()
  })

  it('says that nothing is here yet, and that recordings wait', async () => {
    const { page, host } = await open({ ...noMemos, status: { speech: 'missing' }, models: { models: { installed: [], running: [], downloads: [] } } }, '#/models')
    await page.getByText('No model is on this Mac yet.').waitFor()
    await page.getByText('No speech model is on this Mac yet').waitFor()
    host.setStatus({ speech: 'demo-only' })
    await page.getByRole('button', { name: 'Use the demo model for my recordings' }).click()
    await expect.poll(() => host.calls).toContain('set models.speech "demo"')
  })

  it('looks again when it is asked to, and tells where', async () => {
    const { page, host } = await open(noMemos, '#/models')
    await page.getByText('/Users/mara/Models', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Look again' }).click()
    await expect.poll(() => host.calls).toContain('models.state')
  })
})

describe.skipIf(noChromium)('a download', () => {
  const open = usePages()

  it('is begun by one click, paused, gone on with, and given up', async () => {
    const { page, host } = await open(noMemos, '#/models')
    await page.getByRole('button', { name: 'Get gemma-3-12b, 7.3 GB' }).click()
    await page.getByRole('button', { name: 'Pause gemma-3-12b' }).click()
    await page.getByText('Paused at 0%').waitFor()
    await page.getByRole('button', { name: 'Go on with gemma-3-12b' }).click()
    await page.getByText('Coming, 0%').waitFor()
    await page.getByRole('button', { name: 'Give up gemma-3-12b' }).click()
    await page.getByRole('button', { name: 'Get gemma-3-12b, 7.3 GB' }).waitFor()
    expect(host.calls.filter((call) => /^(pull|pause|resume|cancel)/.test(call))).toEqual(['pull gemma-3-12b-it-Q4_K_M', 'pause p1', 'resume p1', 'cancel p1'])
  })

  it('that failed says why, and is tried again', async () => {
    const { page, host } = await open({ ...noMemos, models: { models: manyModels() } }, '#/models')
    await page.getByText('The source cannot be reached. What came is kept. Look at the network, then try again.').waitFor()
    await page.getByRole('button', { name: 'Try again to get Whisper large turbo' }).click()
    await expect.poll(() => host.calls).toContain('resume d3')
    await page.getByText('cannot be reached').waitFor({ state: 'detached' })
  })

  it('that asks for a token takes one, keeps it, and goes on; its source is shown whole before the browser opens it', async () => {
    const { page, host } = await open({ ...noMemos, models: { models: manyModels() } }, '#/models')
    await page.getByText('Asks for a token').waitFor()
    await page.getByRole('button', { name: 'Agree to its licence, and make a token…' }).click()
    await page.getByRole('dialog').getByText('https://huggingface.co/ggml-org/gemma-3-12b-it-Q4_K_M-GGUF').waitFor()
    await page.keyboard.press('Escape')
    const field = page.getByLabel('Token for gemma-3-12b')
    await field.fill('hf_secret')
    await page.keyboard.press('Enter')
    await expect.poll(() => host.calls.filter((call) => /^(key|resume)/.test(call))).toEqual(['key huggingface of 9', 'resume d4'])
    await field.waitFor({ state: 'detached' })
  })

  it('has no room: it says so, and cannot be begun', async () => {
    const { page } = await open({ ...noMemos, models: { models: { machine: { ...designModels().machine, diskFreeBytes: 2e9 } } } }, '#/models')
    await page.getByText('The disk has room for 2.0 GB.').first().waitFor()
    expect(await page.getByRole('button', { name: 'Get gemma-3-12b, 7.3 GB' }).isDisabled()).toBe(true)
    expect(await page.getByRole('button', { name: 'Get Whisper large turbo, 1.6 GB' }).isDisabled()).toBe(false)
  })

  it('of what will not fit leads to the smaller one, also where that is folded away', async () => {
    const { page } = await open({ ...noMemos, models: { models: { offered: [...designModels().offered, offered('huge', { fit: fit(40, { smaller: 'qwen3-1.7b-Q8_0' }) })] } } }, '#/models')
    const focused = (): Promise<string | null> => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null)
    await page.getByRole('button', { name: 'Smaller one than gemma-3-27b' }).click()
    await expect.poll(focused).toBe('Get gemma-3-12b, 7.3 GB')
    await page.getByRole('button', { name: 'Smaller one than huge' }).click()
    await expect.poll(focused).toBe('Get qwen3-1.7b, 1.8 GB')
  })

  it('of whose size nothing is known has no bar, and does not count', async () => {
    const { page } = await open({ ...noMemos, models: { models: { downloads: [download('d1', { state: 'asking', receivedBytes: 0, sizeBytes: null, secondsLeft: null, bytesPerSecond: null })] } } }, '#/models')
    await page.getByText('Asking the source…').waitFor()
    expect(await page.getByRole('progressbar').count()).toBe(0)
  })
})

describe.skipIf(noChromium)('the search over the models', () => {
  const open = usePages()

  it('leaves what speaks of the word, unfolds the others, and says where there is none', async () => {
    const { page } = await open(noMemos, '#/models')
    await page.getByLabel('Search the models').fill('small')
    await page.getByText('qwen3-1.7b').waitFor()
    expect(await page.locator('.mod > :first-child > b').allTextContents()).toEqual(['qwen3-1.7b', 'gemma-3-1b'])
    await page.getByLabel('Search the models').fill('nothing of it')
    await page.getByText('No model speaks of “nothing of it”.').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.memory').waitFor()
  })

  it('takes a link, shows what it leads to, and gets one of it', async () => {
    const { page, host } = await open(noMemos, '#/models')
    await page.getByLabel('Search the models').fill('https://huggingface.co/someone/tiny-GGUF')
    await page.getByText('A link to a model.').waitFor()
    expect(host.calls.filter((call) => call.startsWith('lookUp'))).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByText('2 models.').waitFor()
    await page.getByRole('button', { name: 'Get tiny.Q4_K_M.gguf, 1.1 GB' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(host.calls.filter((call) => /^(lookUp|pull)/.test(call))).toEqual(['lookUp https://huggingface.co/someone/tiny-GGUF', 'pull hf:someone/tiny-GGUF/tiny.Q4_K_M.gguf'])
  })

  it('asks for a token where a link wants one, and says what went wrong', async () => {
    const { page, host } = await open(noMemos, '#/models')
    const field = page.getByLabel('Search the models')
    await field.fill('hf:someone/gated')
    await page.getByRole('button', { name: 'Look it up' }).click()
    await page.getByLabel('Token for tiny Q4_K_M').fill('hf_secret')
    await page.getByRole('button', { name: 'Keep it and get the model' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(host.calls.filter((call) => /^(key|pull)/.test(call))).toEqual(['key huggingface of 9', 'pull hf:someone/tiny-GGUF/tiny.Q4_K_M.gguf'])
    await field.fill('hf:someone/gone')
    await field.press('Enter')
    await page.getByText('Nothing is at this address. Look at the link again.').waitFor()
    await page.keyboard.press('Escape')
    await field.fill('hf:someone/empty')
    await field.press('Enter')
    await page.getByText('No model is there that can be used here.').waitFor()
  })
})

describe.skipIf(noChromium)('a model file of this machine', () => {
  const open = usePages()
  const folderWith = (...names: readonly string[]): readonly string[] => {
    const folder = mkdtempSync(join(tmpdir(), 'freehold-models-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    return names.map((name) => {
      writeFileSync(join(folder, name), 'GGUF')
      return join(folder, name)
    })
  }
  const drop = async (page: Page, files: readonly string[]): Promise<void> => {
    const session = await page.context().newCDPSession(page)
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data: { items: [], files: [...files], dragOperationsMask: 1 } })
  }

  it('is sent by a browser with its progress, and refused in plain words', async () => {
    const { page, host } = await open(noMemos, '#/models')
    // The door for it is the host's own; here the browser's side is looked at.
    await page.route('**/model?*', async (route) => {
      const name = new URL(route.request().url()).searchParams.get('name') ?? ''
      if (name.startsWith('bad')) return route.fulfill({ status: 400, contentType: 'application/json', body: JSON.stringify({ code: 'MODEL_BROKEN', message: 'This file is not a model.', next: 'Look where it came from.' }) })
      expect([route.request().method(), route.request().headers()['x-freehold-token']?.length]).toEqual(['PUT', 43])
      return route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify(host.models.add(name)) })
    })
    await page.getByLabel('Model files').setInputFiles([...folderWith('mine.gguf', 'bad.bin')])
    await line(page, 'mine').waitFor()
    await page.getByText('This file is not a model. Look where it came from.').waitFor()
    await page.getByRole('button', { name: 'Put bad.bin away' }).click()
    await page.getByText('This file is not a model.').waitFor({ state: 'detached' })
  })

  it('is taken when it falls on the page, and a recording beside it is written down', async () => {
    const { page, host } = await open(noMemos, '#/models')
    await page.route('**/model?*', (route) => route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify(host.models.add(new URL(route.request().url()).searchParams.get('name') ?? '')) }))
    await drop(page, folderWith('mine.gguf', 'One.m4a'))
    await page.getByText('1 recording taken in.').waitFor()
    await goTo(page, '#/models')
    await line(page, 'mine').waitFor()
    expect(host.rowCount()).toBe(1)
  })
})

describe.skipIf(noChromium)('what each model is for', () => {
  const open = usePages()

  it('is set beside the models: task, rest, room and memory', async () => {
    const { page, host } = await open({ ...noMemos, models: { models: manyModels() } }, '#/models')
    await page.getByLabel('Chat', { exact: true }).selectOption({ label: 'qwen3-8b' })
    await page.getByLabel('Keep a model ready after its work').selectOption({ label: '15 minutes' })
    await page.getByLabel('Room for a chat').selectOption({ label: '8,192 tokens' })
    await page.getByLabel('Memory for all models together').selectOption({ label: '8 GB' })
    await expect.poll(() => host.calls.filter((call) => call.startsWith('set'))).toEqual(['set models.language "qwen3-8b-Q4_K_M"', 'set models.keepAliveMinutes 15', 'set models.contextTokens 8192', 'set models.budgetGigabytes 8'])
    expect(await page.getByLabel('Speech', { exact: true }).locator('option').allTextContents()).toEqual(['The best that is here: Parakeet v3', 'Parakeet v3', 'The demo model, knowingly'])
  })
})

describe.skipIf(noChromium)('the first screen', () => {
  const open = usePages()

  it('gets the speech model that fits by one click, says how far it is, and tries again', async () => {
    const { page, host } = await open({ ...noMemos, status: { firstRun: true, speech: 'missing' } }, '#/memos')
    await page.getByText('Whisper large turbo takes 1.6 GB and fits this Mac. Recordings wait for it; nothing is lost.').waitFor()
    await page.getByRole('button', { name: 'Get Whisper large turbo' }).click()
    await page.getByText('Whisper large turbo: Coming, 0%, 2 min left').waitFor()
    await page.getByRole('link', { name: 'See the models' }).waitFor()
    host.models.setDownload('p1', { state: 'failed', problem: { code: 'OFFLINE', message: 'The source cannot be reached. What came is kept.' } })
    await page.getByText('The source cannot be reached. What came is kept.').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => host.calls).toEqual(['pull ggml-large-v3-turbo', 'resume p1'])
    await page.getByText('cannot be reached').waitFor({ state: 'detached' })
  })
})
