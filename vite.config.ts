import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vite';

/**
 * Pages are bundled; the platform and the features' server sides are not. The bundle imports them by their names in
 * package.json, so a page, the API and the worker of one process share one registry, one pool, one cache.
 */
const sharedModules = [/^#platform\//, /^#features\/[^/]+\/server\//];

/** All that has styles is one piece, so pages share one style sheet: split, each would ask for ten small ones. */
const oneStyleSheet = [{ name: 'pages', test: /\.(svelte|css)($|\?)/ }];

/**
 * The same while developing: pages made on the fly import what the process already holds. Vite's module runner leaves
 * `data:` modules to Node, and one that only passes on a file's exports gives Node's own copy of that file.
 */
const sharedWhileDeveloping: Plugin = {
  name: 'foyer-shared-modules',
  apply: 'serve',
  enforce: 'pre',
  resolveId(id) {
    if (this.environment.name !== 'ssr' || !sharedModules.some((pattern) => pattern.test(id))) return null;
    return { id: `data:text/javascript,export * from ${encodeURIComponent(JSON.stringify(import.meta.resolve(id)))}`, external: true };
  },
};

export default defineConfig({
  plugins: [
    sharedWhileDeveloping,
    sveltekit({
      adapter: adapter({ precompress: true }),
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self', 'unsafe-inline'],
          'img-src': ['self', 'data:'],
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
    ssr: { build: { rolldownOptions: { external: sharedModules, output: { codeSplitting: { groups: oneStyleSheet } } } } },
  },
});
