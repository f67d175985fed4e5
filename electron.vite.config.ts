import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// Native packages and Electron stay outside the bundles (their file layout matters); everything else is bundled, so
// that a host started in plain Node reads a handful of files and not hundreds.
const NATIVE = ['electron', 'node-llama-cpp', '@fugood/whisper.node', 'keytar']

export default defineConfig({
  main: {
    build: {
      externalizeDeps: false,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        external: [...NATIVE, /^@node-llama-cpp\//, /^@fugood\//],
        input: {
          index: at('src/main/index.ts'),
          host: at('src/main/host.ts'),
          engine: at('src/main/engine.ts'),
          'detect-worker': at('src/main/detect-worker.ts'),
          cli: at('src/main/cli.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
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
