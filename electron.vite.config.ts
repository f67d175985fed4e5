import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// Native packages and Electron stay outside the bundles (their file layout matters); everything else is bundled, so
// that a host started in plain Node reads a handful of files and not hundreds.
const NATIVE = ['electron', 'node-llama-cpp', '@fugood/whisper.node', 'keytar']

// What Chinese, Japanese and Korean PDFs take for granted: which number stands for which character.
const characterMaps = { name: 'character-maps', writeBundle: (): void => cpSync(at('node_modules/pdfjs-dist/cmaps'), at('out/main/cmaps'), { recursive: true }) }

const ROOT = /src[\\/]main[\\/](index|host|engine|cli)\.ts$/

export default defineConfig({
  main: {
    plugins: [characterMaps],
    build: {
      externalizeDeps: false,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        external: [...NATIVE, /^@node-llama-cpp\//, /^@fugood\//],
        input: {
          index: at('src/main/start/index.ts'),
          host: at('src/main/start/host.ts'),
          engine: at('src/main/start/engine.ts'),
          cli: at('src/main/start/cli.ts'),
          guard: at('src/main/start/guard.ts'),
          // Threads: the host's guard puts itself before them.
          'detect-worker': at('src/main/detect-worker.ts'),
          'read-worker': at('src/main/read-worker.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          // The roots stand beside the entries that load them, for they look for what is built by their own place.
          chunkFileNames: ({ facadeModuleId }) => (ROOT.test(facadeModuleId ?? '') ? 'root-[name].js' : 'chunks/[name]-[hash].js'),
          // The guard shares a file with nothing: whatever shared one would be read before it.
          codeSplitting: { groups: [{ name: 'guard', test: /src[\\/]main[\\/](adapters[\\/]net-gate[\\/]guard|start[\\/](own-place|programs|keep-heap-small)|core[\\/]lib[\\/]bound-to-host)/, includeDependenciesRecursively: false }] },
        },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        external: ['electron'],
        input: { index: at('src/preload/index.ts') },
        // A sandboxed preload is one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    plugins: [react()],
    // electron-vite leaves the page as it is written; a person waits for every byte of it.
    build: { minify: true, rolldownOptions: { input: at('src/renderer/index.html') }, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  },
})
