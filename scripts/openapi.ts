// Writes what apps can read of the local API, from the schemas it reads by. Run after a schema has changed: node scripts/openapi.ts
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { createApiDocument } from './openapi-document.ts'

export const DOCUMENT_PATH = fileURLToPath(new URL('../resources/freehold.openapi.yaml', import.meta.url))

/** The document as it stands in the file. */
export const documentText = (): string => `# Made by scripts/openapi.ts from src/contract/openai.ts and src/contract/ollama.ts. Changes here are lost.\n${stringify(createApiDocument(), { lineWidth: 0, aliasDuplicateObjects: false })}`

if (import.meta.main) writeFileSync(DOCUMENT_PATH, documentText())
