// Root: the worker thread of the host that looks through texts for details. It is ended when it takes too long.
// The network guard has to be the first import of every thread: it belongs on the next line.

import { serveDetector } from './adapters/detect-worker/serve-detector.ts'

serveDetector()
