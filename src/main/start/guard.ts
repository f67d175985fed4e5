// Entry: the guard alone. What is built of it stands before a thread of ours (`--import`).
import { fileURLToPath } from 'node:url'
import { installGuard } from '../adapters/net-gate/guard.ts'

installGuard({ ownFolder: fileURLToPath(new URL('.', import.meta.url)).replace(/[/\\]$/, ''), programs: [], guardPath: null })
