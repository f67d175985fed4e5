import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hubFileUrl, hubRefText, parseModelRef } from '../../../src/main/core/lib/hf-ref.ts'

const hub = (file: string | null, revision = 'main') => ({ kind: 'hub', owner: 'ggml-org', repository: 'gemma-3-4b-it-GGUF', revision, file })

describe('what a person writes to say which model is meant', () => {
  it.each([
    ['hf:ggml-org/gemma-3-4b-it-GGUF/gemma.gguf', hub('gemma.gguf')],
    [' HF:ggml-org/gemma-3-4b-it-GGUF/deep/er/gemma.gguf ', hub('deep/er/gemma.gguf')],
    ['hf:ggml-org/gemma-3-4b-it-GGUF', hub(null)],
    ['hf:ggml-org/gemma-3-4b-it-GGUF/', hub(null)],
    ['hf:ggml-org/gemma-3-4b-it-GGUF@v1.0/gemma.gguf', hub('gemma.gguf', 'v1.0')],
    ['hf:ggml-org/gemma-3-4b-it-GGUF@refs%2Fpr%2F1/gemma.gguf', hub('gemma.gguf', 'refs/pr/1')],
    ['https://huggingface.co/ggml-org/gemma-3-4b-it-GGUF', hub(null)],
    ['https://huggingface.co/ggml-org/gemma-3-4b-it-GGUF/', hub(null)],
    ['https://huggingface.co/ggml-org/gemma-3-4b-it-GGUF/tree/main', hub(null)],
    ['https://huggingface.co/ggml-org/gemma-3-4b-it-GGUF/blob/main/gemma.gguf', hub('gemma.gguf')],
    ['https://huggingface.co/ggml-org/gemma-3-4b-it-GGUF/resolve/main/a%20b/gemma.gguf?download=true', hub('a b/gemma.gguf')],
    ['https://huggingface.co/ggml-org/gemma-3-4b-it-GGUF/resolve/refs%2Fpr%2F1/gemma.gguf', hub('gemma.gguf', 'refs/pr/1')],
    ['huggingface.co/ggml-org/gemma-3-4b-it-GGUF', hub(null)],
    ['hf.co/ggml-org/gemma-3-4b-it-GGUF', hub(null)],
    ['https://models.example.org/a/gemma.gguf?x=1', { kind: 'url', url: 'https://models.example.org/a/gemma.gguf?x=1' }],
    ['http://127.0.0.1:8080/gemma.gguf', { kind: 'url', url: 'http://127.0.0.1:8080/gemma.gguf' }],
    ['gemma-3-4b-it-Q4_K_M', { kind: 'name', name: 'gemma-3-4b-it-Q4_K_M' }],
    ['gemma3:4b', { kind: 'name', name: 'gemma3:4b' }],
  ])('%s', (text, expected) => {
    expect(parseModelRef(text)).toEqual(expected)
  })

  it.each([
    '', 'hf:', 'hf:ggml-org', 'hf:ggml-org/', 'hf:../gemma', 'hf:ggml-org/../x.gguf', 'hf:ggml-org/gemma/../../x.gguf', 'hf:ggml-org/gemma//x.gguf', 'hf:ggml-org/gemma/x\n.gguf',
    'hf:ggml-org/gemma@../x.gguf', 'hf:ggml-org/gemma@%zz/x.gguf', 'hf:ggml-org/gemma@/x.gguf', 'https://huggingface.co/', 'https://huggingface.co/ggml-org', 'https://huggingface.co/ggml-org/gemma/discussions/1',
    'https://huggingface.co/ggml-org/gemma/resolve/main/a%2F..%2F..%2Fx.gguf', 'https://huggingface.co/ggml-org/gemma/resolve/main/%zz', 'https://me:secret@example.org/x.gguf', 'https://', 'two words', '/etc/passwd', 'file:///etc/passwd',
  ])('takes no notice of %j', (text) => {
    expect(parseModelRef(text)).toBeNull()
  })

  it('leads to one file of the hub, or of a copy of it', () => {
    const ref = parseModelRef('hf:ggml-org/gemma-3-4b-it-GGUF@refs%2Fpr%2F1/a b/gemma#1.gguf')
    if (ref?.kind !== 'hub' || ref.file === null) throw new Error('no file of the hub')
    expect(hubFileUrl('https://hub.example.org/copy/', { ...ref, file: ref.file })).toBe('https://hub.example.org/copy/ggml-org/gemma-3-4b-it-GGUF/resolve/refs%2Fpr%2F1/a%20b/gemma%231.gguf')
    expect(parseModelRef(hubRefText(ref))).toEqual(ref)
  })

  it('throws at nothing, and names no file outside of its repository', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string().map((text) => `hf:${text}`), fc.webUrl().map((url) => url.replace(/\/\/[^/]+/, '//huggingface.co'))), (text) => {
        const ref = parseModelRef(text)
        if (ref?.kind !== 'hub') return
        expect(parseModelRef(hubRefText(ref))).toEqual(ref)
        if (ref.file === null) return
        expect(new URL(hubFileUrl('https://huggingface.co', { ...ref, file: ref.file })).pathname.startsWith(`/${ref.owner}/${ref.repository}/resolve/`)).toBe(true)
      }),
    )
  })
})
