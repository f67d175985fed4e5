// Root: a child process that holds one model in memory, started and watched by the host.
import { connectToParent, serveEngine } from './adapters/engine-process/index.ts'
import { loadSpeechModel } from './adapters/whisper/index.ts'

serveEngine(await connectToParent(), (model) => loadSpeechModel(model))
