import type { InstalledModel, ModelFile, ModelsState, RunningModel } from '../../../contract/models.ts'
import type { EngineState } from '../../../contract/system.ts'
import type { ModelMeasures } from '../ports/index.ts'
import { entryOf } from './catalogue.ts'
import type { Needs } from './needs.ts'
import type { ModelPicks } from './pick-models.ts'
import type { Weigh, WeighDeps } from './weigh.ts'

export interface SnapshotDeps extends Pick<WeighDeps, 'catalogue' | 'states'> {
  readonly needs: Needs
  readonly weigh: Weigh
  readonly measures: Pick<ModelMeasures, 'bench'>
  readonly isOurs: (path: string) => boolean
  readonly inspect: (path: string) => ModelFile | null
}

type InUse = ModelsState['inUse']

/** Ids in use per task. */
export const picksToInUse = ({ speech, vad, language, embedding }: ModelPicks): InUse => ({ speech: speech?.id ?? null, vad: vad?.id ?? null, language: language?.id ?? null, embedding: embedding?.id ?? null })

/** A model file with what is known of it. */
export const installedModel = (file: ModelFile, inUse: InUse, { catalogue, needs, weigh, measures, isOurs }: SnapshotDeps): InstalledModel => {
  const entry = entryOf(catalogue(), file)
  const usedFor = { chat: inUse.language, speech: inUse.speech, vad: inUse.vad, embedding: inUse.embedding }
  return {
    ...file,
    name: entry?.name ?? file.id,
    goodFor: entry?.goodFor ?? null,
    removable: !file.demo && isOurs(file.path),
    tasks: TASKS.filter((task) => usedFor[task] === file.id),
    trainTokens: file.fault === null ? (needs.trainTokens(file) ?? entry?.contextTokens ?? null) : null,
    fit: file.fault === null ? weigh.fitOfFile(file) : null,
    bench: measures.bench(file.path),
  }
}

/** A model in memory, with the name it has in the lists. */
export const runningModel = (state: EngineState, found: readonly ModelFile[], inspect: (path: string) => ModelFile | null): RunningModel => {
  const file = found.find(({ path }) => path === state.path) ?? inspect(state.path)
  return {
    id: file?.id ?? state.model,
    path: state.path,
    kind: file?.kind ?? KINDS[state.kind] ?? 'language',
    memoryBytes: state.memoryBytes,
    contextTokens: state.contextTokens,
    tokensPerSecond: state.tokensPerSecond,
    busy: state.busy,
    users: state.users,
    device: state.device,
    leavesInSeconds: state.leavesInSeconds,
  }
}

const TASKS = ['chat', 'speech', 'vad', 'embedding'] as const

// An engine goes by another name than its model's kind in one case; the file may be gone meanwhile.
const KINDS: Readonly<Record<string, RunningModel['kind']>> = { whisper: 'whisper', parakeet: 'parakeet', vad: 'vad', embedding: 'embedding', llama: 'language' }
