// Root: a child process that holds one model in memory, started and watched by the host.
import { connectToParent, serveEngine } from './adapters/engine-process/index.ts'
import { loadLlama } from './adapters/llama/index.ts'
import { takeGuard } from './adapters/net-gate/guard.ts'
import { loadSpeechModel } from './adapters/whisper/index.ts'

serveEngine(await connectToParent(), (model) => (model.kind === 'llama' || model.kind === 'embedding' ? loadLlama(model) : loadSpeechModel(model)), takeGuard()?.onBlocked)
