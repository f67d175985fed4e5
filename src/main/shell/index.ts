export { createHostProcess } from './host-process.ts'
export { createPageProtocol, PAGE_ORIGIN, PAGE_SCHEME } from './page-protocol.ts'
export { isOwnPage } from './page-rules.ts'
export { lockDown, openWindow } from './window.ts'
