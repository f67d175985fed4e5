import type { Download, Fit, LookedUpModel } from '../../contract/models.ts'
import type { HostClient, Terminal } from './client.ts'
import { problemText } from './problem.ts'
import { memoryText, sizeText } from './sizes.ts'

const KINDS: Readonly<Record<string, string>> = { whisper: 'speech', parakeet: 'speech', vad: 'finds speech', language: 'chat', embedding: 'search' }
const VERDICTS: Readonly<Record<Fit['verdict'], string>> = { well: 'fits well', tight: 'tight', no: 'will not fit' }

/** Prints which models are here, which are in use or in memory, what is coming, and good ones to fetch. */
export const listModels = async (client: HostClient, json: boolean, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const state = await client.models.state({}, { signal })
  if (json) {
    terminal.out(`${JSON.stringify(state, null, 2)}\n`)
    return 0
  }
  const running = new Map(state.running.map((model) => [model.path, model]))
  for (const { id, kind, sizeBytes, demo, fault, tasks, path } of state.installed) {
    const inMemory = running.get(path)
    const notes = [demo ? 'demo: a few hundred words, synthetic voices' : '', fault ?? '', inMemory ? `in memory, ${memoryText(inMemory.memoryBytes)}` : ''].filter((note) => note !== '')
    terminal.out(`${tasks.length > 0 ? '*' : ' '} ${(KINDS[kind] ?? kind).padEnd(12)}  ${id}  ${sizeText(sizeBytes)}${notes.map((note) => `  ${note}`).join('')}\n`)
  }
  if (state.installed.length === 0) terminal.out('No model is here yet.\n')
  for (const download of state.downloads) if (download.state !== 'done') terminal.out(`  ${progressText(download)}\n`)
  const { budgetBytes, usedBytes } = state.machine
  terminal.out(`\n${memoryText(usedBytes)} of ${memoryText(budgetBytes)} of memory for models is in use.\nFreehold looks in:\n${state.folders.map((folder) => `  ${folder}\n`).join('')}`)
  const missing = state.offered.filter(({ id, recommended, fit }) => recommended && fit.verdict !== 'no' && !state.installed.some((here) => here.id === id))
  if (missing.length > 0) terminal.out(`\nGood for this computer:\n${missing.map(({ id, name, sizeBytes, goodFor, fit }) => `  ${name}, ${sizeText(sizeBytes)}, ${VERDICTS[fit.verdict]}: ${goodFor}\n    freehold models pull ${id}\n`).join('')}`)
  return 0
}

/** Fetches a model and waits for it; 1 when it cannot be had. What came is kept, and goes on at the next try. */
export const pullModel = async (client: HostClient, ref: string, json: boolean, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const { downloadId } = await client.models.pull({ ref }, { signal })
  let drawn = false
  const clear = (): void => {
    if (drawn) terminal.err('\r\u001B[2K')
    drawn = false
  }
  let told = ''
  for await (const { downloads } of await client.models.changes(undefined, { signal })) {
    const download = downloads.find((each) => each.downloadId === downloadId)
    if (download === undefined) continue
    if (json) terminal.out(`${JSON.stringify(download)}\n`)
    else if (terminal.isTerminal) {
      terminal.err(`\r\u001B[2K${progressText(download).slice(0, Math.max(1, terminal.columns - 1))}`)
      drawn = true
    } else if (download.state !== told) terminal.err(`${progressText(download)}\n`)
    told = download.state
    const isOver = download.state === 'done' || download.state === 'failed' || (download.state === 'paused' && download.problem !== null)
    if (!isOver) continue
    clear()
    if (download.state === 'done') {
      if (!json) terminal.err(`${download.name} is here.\n`)
      return 0
    }
    const how = download.wantsCredential === null ? '' : `\n  Store a token: freehold credentials set ${JSON.stringify(download.wantsCredential)}`
    if (!json) terminal.err(`${download.problem === null ? 'It could not be fetched.' : problemText(download.problem)}${how}\n`)
    return 1
  }
  clear()
  // Told to end, it is no failure.
  signal.throwIfAborted()
  return 1
}

/** Deletes a model's file, if it lies in a folder of Freehold's. */
export const removeModel = async (client: HostClient, id: string, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const { installed } = await client.models.state({}, { signal })
  const model = installed.find((each) => each.id === id || each.path === id)
  await client.models.remove({ id: model?.id ?? id }, { signal })
  terminal.err(`${model?.name ?? id} is removed${model === undefined ? '' : `, and ${sizeText(model.sizeBytes)} are free`}.\n`)
  return 0
}

/** Says whether a model fits on this machine; 3 when it does not. */
export const fitModel = async (client: HostClient, ref: string, contextTokens: number | undefined, json: boolean, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const fit = await client.models.fit({ ref, ...(contextTokens === undefined ? {} : { contextTokens }) }, { signal })
  if (json) terminal.out(`${JSON.stringify(fit, null, 2)}\n`)
  else terminal.out(`${fit.words}\n${fit.contextTokens === null ? '' : `  With room for ${fit.contextTokens.toLocaleString('en')} tokens; ${fit.measured ? 'measured' : 'reckoned'}.\n`}`)
  return fit.verdict === 'no' ? 3 : 0
}

/** Says what a link or a name leads to, before anything is fetched. */
export const lookUpModel = async (client: HostClient, ref: string, json: boolean, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const { models } = await client.models.lookUp({ ref }, { signal })
  if (json) terminal.out(`${JSON.stringify(models, null, 2)}\n`)
  else for (const model of models) terminal.out(`${foundText(model)}\n`)
  return 0
}

/** Measures how fast a model is here, and keeps that. */
export const benchModel = async (client: HostClient, id: string, json: boolean, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  for await (const event of await client.models.bench({ id }, { signal })) {
    if (event.type === 'step') {
      if (!json) terminal.err(`${event.words}\n`)
      continue
    }
    const { perSecond, readPerSecond, firstTokenMs, memoryBytes } = event.result
    if (json) terminal.out(`${JSON.stringify(event.result, null, 2)}\n`)
    else terminal.out(`${perSecond.toFixed(1)} a second${readPerSecond === null ? '' : `, reads ${readPerSecond.toFixed(0)}`}${firstTokenMs === null ? '' : `, first word after ${firstTokenMs.toFixed(0)} ms`}; ${memoryText(memoryBytes)} of memory\n`)
  }
  return 0
}

const foundText = ({ ref, name, sizeBytes, licence, fit, installed }: LookedUpModel): string =>
  `${name}${sizeBytes === null ? '' : `, ${sizeText(sizeBytes)}`}${fit === null ? '' : `, ${VERDICTS[fit.verdict]}`}${licence === null ? '' : `, ${licence}`}${installed === null ? `\n  freehold models pull ${ref}` : ', here already'}`

/** `Gemma 3 4B: 71%, 12 MB/s, 38 s left` */
export const progressText = ({ name, state, receivedBytes, sizeBytes, bytesPerSecond, secondsLeft, problem }: Download): string => {
  const part = sizeBytes === null || sizeBytes === 0 ? sizeText(receivedBytes) : `${Math.floor((receivedBytes / sizeBytes) * 100)}%`
  const left = secondsLeft === null ? '' : `, ${secondsLeft < 90 ? `${Math.ceil(secondsLeft)} s` : `${Math.ceil(secondsLeft / 60)} min`} left`
  switch (state) {
    case 'asking':
      return `${name}: asking what there is`
    case 'waiting':
      return `${name}: waiting${problem === null ? '' : `. ${problem.message}`}`
    case 'coming':
      return `${name}: ${part}${bytesPerSecond === null ? '' : `, ${sizeText(bytesPerSecond)}/s`}${left}${problem === null ? '' : `. ${problem.message}`}`
    case 'checking':
      return `${name}: checking what came`
    case 'paused':
      return `${name}: paused at ${part}`
    case 'failed':
      return `${name}: ${problem?.message ?? 'it could not be fetched'}`
    case 'done':
      return `${name}: here`
  }
}
