#!/usr/bin/env node
// Entry of the command line, which may be a host of its own: the guard, then the root.
import { installGuard } from '../adapters/net-gate/guard.ts'
import { keepHeapSmall } from './keep-heap-small.ts'
import { ownPlace } from './own-place.ts'
import { HOST_PROGRAMS } from './programs.ts'

installGuard({ ...ownPlace(import.meta.url), programs: HOST_PROGRAMS })
keepHeapSmall()
await import('../cli.ts')
