// Entry of an engine: the guard, then the root. An engine starts nothing and no thread.
import { installGuard } from '../adapters/net-gate/guard.ts'
import { ownPlace } from './own-place.ts'

installGuard({ ...ownPlace(import.meta.url), programs: [], guardPath: null })
await import('../engine.ts')
