import sonarjs from 'eslint-plugin-sonarjs';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

/** Biome has the general rules; these are the ones that need types, Svelte, or a sense of complexity. */
export default ts.config(
  {
    ignores: [
      'build/',
      'node_modules/',
      '.svelte-kit/',
      'data/',
      '.cache/',
      'db/types.ts',
      'tools/client/src/description.d.ts',
      'bench/results/',
      'site/',
    ],
  },
  {
    files: ['src/**/*.ts', 'tests/**/*.ts', 'bench/**/*.ts', 'tools/**/*.ts'],
    languageOptions: {
      parser: ts.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@typescript-eslint': ts.plugin, sonarjs },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
            },
          ],
        },
      ],
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, properties: false, attributes: false, returns: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/only-throw-error': 'error',
      // What surprises people who come from other languages: docs/develop/language-notes.md.
      '@typescript-eslint/prefer-nullish-coalescing': [
        'error',
        { ignorePrimitives: { string: true, boolean: true }, ignoreTernaryTests: true, ignoreIfStatements: true },
      ],
      '@typescript-eslint/require-array-sort-compare': 'error',
      '@typescript-eslint/no-for-in-array': 'error',
      '@typescript-eslint/default-param-last': 'error',
      'sonarjs/cognitive-complexity': ['error', 20],
      'sonarjs/no-identical-functions': 'error',
      'sonarjs/no-duplicated-branches': 'error',
    },
  },
  // Tests sort to compare what has no order, both sides alike.
  { files: ['**/*.test.ts'], rules: { '@typescript-eslint/require-array-sort-compare': 'off' } },
  ...svelte.configs.recommended.map((config) => ({ ...config, files: config.files ?? ['**/*.svelte'] })),
  {
    files: ['**/*.svelte'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      // Links are ordinary links here: the pages have no client-side router.
      'svelte/no-navigation-without-resolve': 'off',
      // Every value that goes in is made by platform/markup.ts or by our own drawing code.
      'svelte/no-at-html-tags': 'off',
      'svelte/require-each-key': 'off',
    },
  },
);
