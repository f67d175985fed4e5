// Root: the worker thread of the host that looks through texts for details. It is ended when it takes too long.
// The host's guard puts one of its own before every thread.
import { serveDetector } from './adapters/detect-worker/serve-detector.ts'

serveDetector()
