import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Built into `dist` and served under /ecp/; in development, calls go to the server named by RELAIS_SERVER. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/ecp/',
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, reportCompressedSize: false },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/adminapi'].map((path) => [
        path,
        { target: process.env.RELAIS_SERVER ?? 'https://127.0.0.1:10443', secure: false, changeOrigin: true },
      ]),
    ),
  },
});
