import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** The floor that everything must run on is Electron 33: Node 20.18 and Chromium 130. */
const nodeTarget = 'node20.18';
const pageTarget = 'chrome130';

/** Only these stay outside the bundle: Electron itself and what loads a native binding. */
const external = ['electron', /^electron\//, 'better-sqlite3', '@serialport/bindings-cpp'];

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: nodeTarget,
      externalizeDeps: false,
      rollupOptions: {
        input: { main: 'electron/main.ts', engine: 'electron/engine.ts' },
        external,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: nodeTarget,
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: 'electron/preload.ts' },
        external: ['electron'],
        // A sandboxed preload can only be one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    // The page is served from app://rounds/, whose root is out/renderer.
    base: '/',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      target: pageTarget,
      // An inlined asset would be a data: address, which the policy allows for images only.
      assetsInlineLimit: 0,
      minify: true,
      modulePreload: { polyfill: false },
      rollupOptions: { input: 'renderer/index.html' },
    },
  },
});
