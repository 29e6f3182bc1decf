import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { pagePolicy } from './page-policy.ts';

/** The real page over a page double: `vite build -c test/renderer/vite.config.ts`, then `vite preview`, then `/?scene=visit`. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [react()],
  build: {
    outDir: '../../out/page-double',
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  preview: {
    host: '127.0.0.1',
    port: 5199,
    strictPort: true,
    headers: { 'Content-Security-Policy': pagePolicy },
  },
});
