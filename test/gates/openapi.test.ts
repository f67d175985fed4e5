import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { DOCUMENT_PATH, documentText } from '../../scripts/openapi.ts'
import { ollamaRoutes } from '../../src/main/web/api/ollama-routes.ts'
import { openAiRoutes } from '../../src/main/web/api/openai.ts'

const committed = readFileSync(DOCUMENT_PATH, 'utf8')
const document: { readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly summary?: string }>>>> } = parse(committed)

describe('the document of the local API', () => {
  it('is what the schemas give: run node scripts/openapi.ts after a change', () => {
    expect(committed === documentText()).toBe(true)
  })

  it('refers to nothing that is not in it', () => {
    const refs = [...new Set([...committed.matchAll(/\$ref: "?#\/([^"\n]+)"?/g)].map(([, path = '']) => path))]
    expect(refs.length).toBeGreaterThan(20)
    const missing = refs.filter((path) => path.split('/').reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], document) === undefined)
    expect(missing).toEqual([])
  })

  it('has each thing that an app may ask', () => {
    const named = ({ method, path }: { readonly method: string; readonly path: string }): string => `${method} ${path.replaceAll(/:(\w+)\*?/g, '{$1}')}`
    const there = Object.entries(document.paths).flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`))
    expect([...openAiRoutes, ...ollamaRoutes].filter(({ method }) => method !== 'HEAD').map(named).filter((asks) => !there.includes(asks))).toEqual([])
  })
})
