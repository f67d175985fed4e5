export type { WebDoor, WebDoorDeps } from './door.ts'
export { createWebDoor } from './door.ts'
export type { AudioSigner } from './secrets.ts'
export { createAudioSigner } from './secrets.ts'
