import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/** Where `npm run dev` finds a running platform. */
const PLATFORM = process.env.ANLIN_PLATFORM ?? 'http://127.0.0.1:8400';

export default defineConfig({
  plugins: [
    react(),
    VitePWA({
      registerType: 'autoUpdate',
      manifest: {
        name: '安邻 Anlin',
        short_name: '安邻',
        description: '社区安全平台 · Community safety',
        lang: 'zh-CN',
        start_url: '/',
        display: 'standalone',
        background_color: '#0E141B',
        theme_color: '#0E141B',
        icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
      },
      workbox: {
        globPatterns: ['**/*.{js,mjs,css,html,svg}'],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        // The shell opens without a network; what it shows about the world never comes from a cache.
        navigateFallback: '/index.html',
        navigateFallbackDenylist: [/^\/api\//, /^\/admin\//, /^\/healthz/, /^\/metrics/],
      },
    }),
  ],
  build: {
    outDir: '../anlin/site/console',
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    chunkSizeWarningLimit: 1200,
  },
  // The address stays the page's own, else the platform takes its requests for another site's.
  server: { proxy: { '/api': { target: PLATFORM, changeOrigin: false } } },
});
