export { createModelFiles } from './model-files.ts'
export type { ModelFiles } from './model-files.ts'
export { createReadModelShape } from './read-shape.ts'
export { readCatalogue } from './read-catalogue.ts'
