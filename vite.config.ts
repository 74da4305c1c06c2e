import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

/**
 * Pages are bundled; the platform and the features' server sides are not. The bundle imports them by their names in
 * package.json, so a page, the API and the worker of one process share one registry, one pool, one cache.
 */
const sharedModules = [/^#platform\//, /^#features\/[^/]+\/server\//];

/** All that has styles is one piece, so pages share one style sheet: split, each would ask for ten small ones. */
const oneStyleSheet = [{ name: 'pages', test: /\.(svelte|css)($|\?)/ }];

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ precompress: true }),
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          // Besides, the hash of each page's own style (platform/http/style-policy.ts).
          'style-src': ['self'],
          'img-src': ['self', 'data:', 'blob:'],
          'object-src': ['none'],
          'base-uri': ['none'],
          'form-action': ['self'],
          'frame-ancestors': ['self'],
        },
      },
      inlineStyleThreshold: 0,
      paths: { relative: false },
      version: { name: process.env.FOYER_BUILD ?? 'dev' },
    }),
  ],
  environments: {
    ssr: {
      build: { rolldownOptions: { external: sharedModules, output: { codeSplitting: { groups: oneStyleSheet } } } },
    },
  },
});
