import { defineConfig } from 'vite'

export default defineConfig({
  build: {
    outDir: '../src/sarex/web/static',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    // Inlined files would be data: addresses, which the policy of the server does not let in as fonts or scripts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8340' } },
})
