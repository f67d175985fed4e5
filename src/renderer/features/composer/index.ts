export { Composer } from './composer.tsx'
export { createComposing, type Composing } from './composing.ts'
export { attachWords, filesOf } from './dropped.ts'
