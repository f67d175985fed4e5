// Entry of the host: the guard, then the root. No other import may stand here, for imports are read before the first line.
import { installGuard } from '../adapters/net-gate/guard.ts'
import { keepHeapSmall } from './keep-heap-small.ts'
import { ownPlace } from './own-place.ts'
import { HOST_PROGRAMS } from './programs.ts'

installGuard({ ...ownPlace(import.meta.url), programs: HOST_PROGRAMS })
keepHeapSmall()
await import('../host.ts')
