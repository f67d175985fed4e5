// Root: the worker thread of the host that reads documents. It is started for a file, and ended when it takes too much.
// The host's guard puts one of its own before every thread.
import { serveReader } from './adapters/document-reader/serve-reader.ts'

serveReader()
