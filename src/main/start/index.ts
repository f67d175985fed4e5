// Entry of the Electron app: the guard for Node's sockets in the main process, then the root. Electron waits for this module.
import { installGuard } from '../adapters/net-gate/guard.ts'
import { ownPlace } from './own-place.ts'

installGuard({ ...ownPlace(import.meta.url), programs: [], guardPath: null })
await import('../index.ts')
