export { bareUrl } from './rows.ts'
export type { SocketLeave } from './connect.ts'
export type { GateLimits } from './exchange.ts'
export { createGate, DEFAULT_GATE_LIMITS, type GateDeps } from './gate.ts'
